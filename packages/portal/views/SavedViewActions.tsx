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
  const [isChanging, setChanging] = useState(false);
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
      {view.may_change ? <Button onPress={() => setChanging(true)}>{words.change}</Button> : null}
      {update.error === null ? null : <ErrorPanel error={update.error} />}
      {isChanging ? <ChangeViewDialog organisation={organisation} view={view} onClose={() => setChanging(false)} /> : null}
    </>
  );
}

/** What a view keeps of how it is shown, which this page does not change. */
function kept({ columns, density, size }: SavedView['question']): SavedView['question'] {
  return {
    ...(columns === undefined ? {} : { columns }),
    ...(density === undefined ? {} : { density }),
    ...(size === undefined ? {} : { size }),
  };
}
