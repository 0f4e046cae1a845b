import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Form } from 'react-aria-components/Form';
import { annals } from '../api/client.ts';
import { copy } from '../copy.ts';
import { copyRetention } from '../copy-retention.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { Field } from '../ui/Field.tsx';
import { FormDialog } from '../ui/FormDialog.tsx';
import { formText } from '../ui/form-text.ts';
import { fieldErrors } from '../ui/problem-text.ts';

const dayMs = 86_400_000;

export function NewHoldDialog({ organisation, onClose }: { organisation: string; onClose: () => void }) {
  const queryClient = useQueryClient();
  const place = useMutation({
    mutationFn: (form: FormData) => {
      const [from, to] = [formText(form, 'from'), formText(form, 'to')];
      return annals.retention.placeHold({
        organisation,
        name: formText(form, 'name'),
        q: formText(form, 'q'),
        from: from === '' ? null : `${from}T00:00:00Z`,
        // The day that is named is held, too.
        to: to === '' ? null : new Date(Date.parse(`${to}T00:00:00Z`) + dayMs).toISOString(),
        reason: formText(form, 'reason'),
      });
    },
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['retention', organisation] });
      onClose();
    },
  });
  return (
    <FormDialog title={copyRetention.newHold} onClose={onClose}>
      <Form
        className="form"
        validationErrors={fieldErrors(place.error)}
        onSubmit={(event) => {
          event.preventDefault();
          place.mutate(new FormData(event.currentTarget));
        }}
      >
        <Field label={copyRetention.holdName} name="name" autoComplete="off" isRequired autoFocus />
        <Field label={copyRetention.holdQuery} name="q" autoComplete="off" hint={copyRetention.holdQueryHint} />
        <div className="hold-range">
          <Field label={copyRetention.holdFrom} name="from" type="date" />
          <Field label={copyRetention.holdTo} name="to" type="date" />
        </div>
        <p className="hint">{copyRetention.holdRangeHint}</p>
        <Field label={copyRetention.reason} name="reason" hint={copyRetention.reasonHint} autoComplete="off" maxLength={1000} isRequired />
        {place.error === null ? null : <ErrorPanel error={place.error} />}
        <div className="dialog-actions">
          <Button onPress={onClose}>{copy.actions.cancel}</Button>
          <Button kind="primary" type="submit" isPending={place.isPending}>
            {copyRetention.newHold}
          </Button>
        </div>
      </Form>
    </FormDialog>
  );
}
