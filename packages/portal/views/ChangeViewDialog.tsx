import { visible } from '@annals/events';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Form } from 'react-aria-components/Form';
import { annals } from '../api/client.ts';
import type { SavedView } from '../api/shapes.ts';
import { viewsQuery } from '../api/views.ts';
import { viewsCopy as words } from '../copy-views.ts';
import { copy } from '../copy.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { FormDialog } from '../ui/FormDialog.tsx';
import { formText } from '../ui/form-text.ts';
import { fieldErrors } from '../ui/problem-text.ts';
import { ViewFields } from './ViewFields.tsx';

interface Props {
  organisation: string;
  view: SavedView;
  onDelete: () => void;
  onClose: () => void;
}

/** Another name for a view, another reach, or its end. What it asks is changed on the page. */
export function ChangeViewDialog({ organisation, view, onDelete, onClose }: Props) {
  const queryClient = useQueryClient();
  const change = useMutation({
    mutationFn: (form: FormData) => annals.views.change(view.id, { name: formText(form, 'name'), shared: form.get('shared') !== null }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: viewsQuery(organisation).queryKey });
      onClose();
    },
  });
  return (
    <FormDialog title={words.changeTitle} onClose={onClose}>
      <Form
        className="form"
        validationErrors={fieldErrors(change.error)}
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate(new FormData(event.currentTarget));
        }}
      >
        {view.own ? null : <p className="hint">{words.by(visible(view.owner))}</p>}
        <ViewFields name={view.name} shared={view.shared} />
        {change.error === null ? null : <ErrorPanel error={change.error} />}
        <div className="dialog-actions">
          <Button kind="quiet" onPress={onDelete}>
            {words.delete}
          </Button>
          <Button onPress={onClose}>{copy.actions.cancel}</Button>
          <Button kind="primary" type="submit" isPending={change.isPending}>
            {words.action}
          </Button>
        </div>
      </Form>
    </FormDialog>
  );
}
