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

/** The second word on a deletion; it needs the name, so that it is no slip. */
export function DeleteOrganisationDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const queryClient = useQueryClient();
  const confirm = useMutation({
    mutationFn: (name: string) => annals.organisations.confirmDeletion(id, name),
    onSuccess: async () => {
      onClose();
      await queryClient.invalidateQueries();
    },
  });
  return (
    <FormDialog title={copyRetention.confirmDeletion} onClose={onClose}>
      <Form
        className="form"
        validationErrors={fieldErrors(confirm.error)}
        onSubmit={(event) => {
          event.preventDefault();
          confirm.mutate(formText(new FormData(event.currentTarget), 'name'));
        }}
      >
        <div className="dialog-body">
          <p>{copyRetention.confirmDeletionText}</p>
        </div>
        <Field label={copyRetention.organisationName} name="name" autoComplete="off" isRequired autoFocus />
        {confirm.error === null ? null : <ErrorPanel error={confirm.error} />}
        <div className="dialog-actions">
          <Button onPress={onClose}>{copy.actions.cancel}</Button>
          <Button kind="danger" type="submit" isPending={confirm.isPending}>
            {copyRetention.confirmDeletion}
          </Button>
        </div>
      </Form>
    </FormDialog>
  );
}
