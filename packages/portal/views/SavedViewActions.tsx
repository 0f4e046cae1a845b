import { visible } from '@annals/events';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { annals } from '../api/client.ts';
import type { SavedView } from '../api/shapes.ts';
import { viewsQuery } from '../api/views.ts';
import type { AuditSearch } from '../audit/search.ts';
import { viewsCopy as words } from '../copy-views.ts';
import { paths } from '../paths.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { ChangeViewDialog } from './ChangeViewDialog.tsx';
import { DeleteViewDialog } from './DeleteViewDialog.tsx';
import { isEdited, searchOfView, viewQuestionOf } from './view-question.ts';

interface Props {
  search: AuditSearch;
  organisation: string;
  view: SavedView;
}

/** Of a view that is open: whether it was edited, the way to keep that or to undo it, and its name and reach. */
export function SavedViewActions({ search, organisation, view }: Props) {
  const queryClient = useQueryClient();
  const edited = isEdited(search, view.question);
  const [dialog, setDialog] = useState<'change' | 'delete' | null>(null);
  const close = (): void => setDialog(null);
  // One dialog after the other: what the first had hidden from readers is shown again before the second hides it.
  const askDelete = (): void => {
    close();
    setTimeout(() => setDialog('delete'), 0);
  };
  const update = useMutation({
    mutationFn: () => annals.views.change(view.id, { question: { ...kept(view.question), ...viewQuestionOf(search) } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: viewsQuery(organisation).queryKey }),
  });
  return (
    <>
      <span className="view-state" role="status">
        {edited ? <span className="tag">{words.edited}</span> : update.isSuccess ? <span className="hint">{words.saved}</span> : null}
      </span>
      {edited ? (
        <>
          <Link
            className="button quiet"
            to={paths.auditEvents}
            search={searchOfView(view.id, view.question, search.organisation)}
            activeProps={{}}
            aria-current={undefined}
          >
            {words.revert}
          </Link>
          {view.may_change ? (
            <Button
              kind="primary"
              aria-label={words.updateOf(visible(view.name))}
              isPending={update.isPending}
              onPress={() => update.mutate()}
            >
              {words.update}
            </Button>
          ) : null}
        </>
      ) : null}
      {view.may_change ? <Button onPress={() => setDialog('change')}>{words.change}</Button> : null}
      {update.error === null ? null : <ErrorPanel error={update.error} />}
      {dialog === 'change' ? <ChangeViewDialog organisation={organisation} view={view} onDelete={askDelete} onClose={close} /> : null}
      {dialog === 'delete' ? <DeleteViewDialog organisation={organisation} view={view} onClose={close} /> : null}
    </>
  );
}

/** What a view keeps of how it is shown, which this page does not change. */
function kept({ density, size }: SavedView['question']): SavedView['question'] {
  return {
    ...(density === undefined ? {} : { density }),
    ...(size === undefined ? {} : { size }),
  };
}
