import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components/Form';
import { annals } from '../api/client.ts';
import type { Question } from '../api/events.ts';
import { copyExports } from '../copy-exports.ts';
import { copy } from '../copy.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { Field } from '../ui/Field.tsx';
import { FormDialog } from '../ui/FormDialog.tsx';
import { OneTimeText } from '../ui/OneTimeText.tsx';
import { formText } from '../ui/form-text.ts';
import { fieldErrors } from '../ui/problem-text.ts';
import { Choice } from './Choice.tsx';
import { ColumnChoice } from './ColumnChoice.tsx';
import { questionText } from './question-text.ts';

const dayMs = 86_400_000;
const lives = ['1', '7', '30', '90'] as const;

/** Makes a link to a question, then shows it, once. */
export function ShareDialog({ question, onClose }: { question: Question; onClose: () => void }) {
  const words = copyExports.share;
  const queryClient = useQueryClient();
  const [days, setDays] = useState<(typeof lives)[number]>('7');
  const [columns, setColumns] = useState<readonly string[] | null>(null);
  const make = useMutation({
    mutationFn: (form: FormData) =>
      annals.shares.create({
        ...question,
        name: formText(form, 'name'),
        columns: columns === null ? null : [...columns],
        expires_at: new Date(Date.now() + Number(days) * dayMs).toISOString(),
      }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['shares'] }),
  });
  if (make.data !== undefined) {
    const address = new URL(make.data.path, location.origin).href;
    return (
      <FormDialog title={words.madeTitle} onClose={onClose}>
        <p>{words.madeText}</p>
        <OneTimeText label={words.linkLabel} text={address} what={words.link} />
        <div className="dialog-actions">
          <Button kind="primary" onPress={onClose}>
            {copy.actions.done}
          </Button>
        </div>
      </FormDialog>
    );
  }
  return (
    <FormDialog title={words.newTitle} onClose={onClose}>
      <Form
        className="form export-form"
        validationErrors={fieldErrors(make.error)}
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate(new FormData(event.currentTarget));
        }}
      >
        <p className="hint">{words.newLead}</p>
        <p className="question-text">
          <code>{questionText(question)}</code>
        </p>
        <Field label={words.name} name="name" hint={words.nameHint} autoComplete="off" isRequired autoFocus />
        <Choice label={words.lasts} value={days} options={lives.map((id) => ({ id, name: words.days(Number(id)) }))} onChange={setDays} />
        <ColumnChoice value={columns} onChange={setColumns} />
        {make.error === null ? null : <ErrorPanel error={make.error} />}
        <div className="dialog-actions">
          <Button onPress={onClose}>{copy.actions.cancel}</Button>
          <Button kind="primary" type="submit" isPending={make.isPending} isDisabled={columns?.length === 0}>
            {words.make}
          </Button>
        </div>
      </Form>
    </FormDialog>
  );
}
