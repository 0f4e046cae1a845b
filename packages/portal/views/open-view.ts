import type { QueryClient } from '@tanstack/react-query';
import { redirect } from '@tanstack/react-router';
import { meQuery } from '../api/session.ts';
import { viewsQuery } from '../api/views.ts';
import type { AuditSearch } from '../audit/search.ts';
import { isSavedView } from '../audit/views.ts';
import { paths } from '../paths.ts';
import { membershipOf } from '../shell/use-organisation.ts';
import { searchOfView, viewQuestionOf } from './view-question.ts';

/**
 * The address of a saved view is its id alone: what it asks is filled in before the page is shown. An address that says
 * more than the id is a view that was changed, and stays as it is. A view that is not there any more leads to all events.
 */
export async function openSavedView(search: AuditSearch, queryClient: QueryClient): Promise<void> {
  const { view: id } = search;
  if (!isSavedView(id) || !isBare(search)) return;
  const me = await queryClient.ensureQueryData(meQuery);
  const organisation = membershipOf(me, search.organisation)?.organisation.id;
  if (organisation === undefined) return;
  // A list that is asked a second time: the view may have been saved a moment ago, by somebody else.
  const find = async (): Promise<AuditSearch | null> => {
    const view = (await queryClient.ensureQueryData(viewsQuery(organisation))).find((one) => one.id === id);
    return view === undefined ? null : searchOfView(id, view.question, search.organisation);
  };
  let opened = await find();
  if (opened === null) {
    await queryClient.refetchQueries({ queryKey: viewsQuery(organisation).queryKey });
    opened = await find();
  }
  if (opened !== null && isBare(opened)) return;
  throw redirect({
    to: paths.auditEvents,
    search: opened === null ? { ...search, view: undefined } : { ...opened, event: search.event, size: search.size },
    replace: true,
  });
}

/** Nothing is asked but the view. */
export function isBare(search: AuditSearch): boolean {
  return Object.keys(viewQuestionOf(search)).length === 0;
}
