import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { headQuery, type Question } from '../api/events.ts';
import type { EventList } from './table/event-list.ts';

const pollMs = 1_500;

/**
 * Watches for events after those that are shown. At the top of the list they are fetched and appear; elsewhere nothing
 * moves under the reader, and the result says how many there are. Asks only while the page can be seen, and asks for one
 * event at a time; the server folds such looks into one view, so watching makes no events that keep it watching.
 */
export function useLive(question: Question, list: EventList | null, mayAppear: boolean): { newEvents: number } {
  const isOpenEnded = question.to === undefined || Date.parse(question.to) > Date.now();
  const head = useQuery({ ...headQuery(question, !mayAppear), refetchInterval: pollMs, enabled: list !== null && isOpenEnded });
  const sequence = head.data?.sequence;
  // An organisation without a single event has no newest one.
  const missing = list !== null && mayAppear && sequence !== undefined && sequence > list.position ? sequence : null;
  useEffect(() => {
    if (missing !== null) void list?.refresh();
  }, [missing, list]);
  const shown = list?.total?.value;
  const now = head.data?.total;
  return { newEvents: mayAppear || shown === undefined || now === undefined || now === null ? 0 : Math.max(0, now - shown) };
}
