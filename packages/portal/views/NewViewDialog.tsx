import { visible } from '@annals/events';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Form } from 'react-aria-components/Form';
import { annals } from '../api/client.ts';
import { viewsQuery } from '../api/views.ts';
import type { AuditSearch } from '../audit/search.ts';
import { viewsCopy as words } from '../copy-views.ts';
import { copy } from '../copy.ts';
import { rangeText } from '../audit/time/time-text.ts';
import { paths } from '../paths.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { FormDialog } from '../ui/FormDialog.tsx';
import { formText } from '../ui/form-text.ts';
import { fieldErrors } from '../ui/problem-text.ts';
import { searchOfView, viewQuestionOf } from './view-question.ts';
import { ViewFields } from './ViewFields.tsx';

/** Keeps what the page asks under a name, and opens it under that. */
export function NewViewDialog({ search, organisation, onClose }: { search: AuditSearch; organisation: string; onClose: () => void }) {
  const queryClient = useQueryClient();
  const range = search.last === undefined ? { from: search.from, to: search.to } : { last: search.last };
  const navigate = useNavigate();
  const make = useMutation({
    mutationFn: (form: FormData) =>
      annals.views.create({
        organisation,
        name: formText(form, 'name'),
        shared: form.get('shared') !== null,
        question: viewQuestionOf(search),
      }),
    onSuccess: async (view) => {
      await queryClient.invalidateQueries({ queryKey: viewsQuery(organisation).queryKey });
      onClose();
      await navigate({ to: paths.auditEvents, search: searchOfView(view.id, view.question, search.organisation) });
    },
  });
  return (
    <FormDialog title={words.newTitle} onClose={onClose}>
      <Form
        className="form"
        validationErrors={fieldErrors(make.error)}
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate(new FormData(event.currentTarget));
        }}
      >
        <p className="hint">{words.lead}</p>
        <p className="question-text">
          <code>{visible(viewQuestionOf(search).q ?? copy.audit.allEvents)}</code> · {rangeText(range, search.zone)} · {search.zone}
        </p>
        <ViewFields name="" shared={false} />
        {make.error === null ? null : <ErrorPanel error={make.error} />}
        <div className="dialog-actions">
          <Button onPress={onClose}>{copy.actions.cancel}</Button>
          <Button kind="primary" type="submit" isPending={make.isPending}>
            {words.action}
          </Button>
        </div>
      </Form>
    </FormDialog>
  );
}
