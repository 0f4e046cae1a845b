import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { Form } from 'react-aria-components/Form';
import { annals } from '../api/client.ts';
import type { Archive } from '../api/shapes.ts';
import { copyArchive } from '../copy-archive.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { fieldErrors } from '../ui/problem-text.ts';
import { HandlingFields } from './HandlingFields.tsx';
import { PlaceFields } from './PlaceFields.tsx';
import { readHandling, readPlace } from './read-form.ts';
import { RemoveArchiveDialog } from './RemoveArchiveDialog.tsx';
import { TestSteps } from './TestSteps.tsx';

/** Where days go. What is tried is what stands in the form, not what was kept. */
export function ArchiveForm({ scope, organisation, archive }: { scope: string | null; organisation: string; archive: Archive | null }) {
  const queryClient = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const [isRemoving, setRemoving] = useState(false);
  const trial = useMutation({
    mutationFn: (data: FormData) => annals.archives.test({ organisation: scope, ...readPlace(data), lock: readHandling(data).lock }),
  });
  const save = useMutation({
    mutationFn: (data: FormData) => annals.archives.put({ organisation: scope, ...readPlace(data), ...readHandling(data) }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['archives', organisation] });
      await queryClient.invalidateQueries({ queryKey: ['archive-days', organisation] });
    },
  });
  const error = save.error ?? trial.error;
  return (
    <>
      <Form
        ref={form}
        className="form panel archive-form"
        aria-label={copyArchive.title}
        validationErrors={fieldErrors(error)}
        onSubmit={(event) => {
          event.preventDefault();
          trial.reset();
          save.mutate(new FormData(event.currentTarget));
        }}
      >
        <PlaceFields archive={archive} />
        <HandlingFields archive={archive} />
        {error === null ? null : <ErrorPanel error={error} />}
        <div className="form-row">
          <Button kind="primary" type="submit" isPending={save.isPending}>
            {copyArchive.save}
          </Button>
          <Button
            isPending={trial.isPending}
            onPress={() => {
              if (!form.current?.reportValidity()) return;
              save.reset();
              trial.mutate(new FormData(form.current));
            }}
          >
            {copyArchive.test}
          </Button>
          {archive === null ? null : (
            <Button kind="danger" onPress={() => setRemoving(true)}>
              {copyArchive.remove}
            </Button>
          )}
          <span role="status">{save.isSuccess ? copyArchive.saved : ''}</span>
        </div>
        {trial.data === undefined ? null : <TestSteps steps={trial.data.steps} />}
      </Form>
      {isRemoving && archive !== null ? <RemoveArchiveDialog archive={archive} onClose={() => setRemoving(false)} /> : null}
    </>
  );
}
