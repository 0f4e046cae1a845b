import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { headQuery, type Question } from '../api/events.ts';
import type { EventPage } from '../api/shapes.ts';

const pollMs = 1_500;

/**
 * Watches for events after those that are shown. On the first page they are fetched and appear; on later pages nothing
 * moves under the reader, and the result says how many there are. Asks only while the page can be seen, and asks for one
 * event at a time; the server folds such looks into one view, so watching makes no events that keep it watching.
 */
export function useLive(question: Question, page: EventPage | undefined, isFirstPage: boolean): { newEvents: number } {
  const queryClient = useQueryClient();
  const isOpenEnded = question.to === undefined || Date.parse(question.to) > Date.now();
  const head = useQuery({ ...headQuery(question, !isFirstPage), refetchInterval: pollMs, enabled: page !== undefined && isOpenEnded });
  // An organisation without a single event has no newest one.
  const asOf = page === undefined ? null : (page.as_of ?? -1);
  const sequence = head.data?.sequence;
  const missing = isFirstPage && sequence !== undefined && asOf !== null && sequence > asOf ? sequence : null;
  useEffect(() => {
    if (missing !== null) void queryClient.invalidateQueries({ queryKey: ['events', 'page'] });
  }, [missing, queryClient]);
  const shown = page?.total?.value;
  const now = head.data?.total;
  return { newEvents: isFirstPage || shown === undefined || now === undefined || now === null ? 0 : Math.max(0, now - shown) };
}
