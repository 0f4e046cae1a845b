import { type RefObject, useState } from 'react';
import type { PageRequest, Question } from '../../api/events.ts';
import type { AuditSearch } from '../search.ts';
import { useLive } from '../use-live.ts';
import { useAtTop } from './use-at-top.ts';
import { type EventRows, useEventList } from './use-event-list.ts';
import { useSelection } from './use-selection.ts';
import { type Tail, useTail } from './use-tail.ts';

export interface Rows extends EventRows {
  tail: Tail;
  /** Events that came after those that are shown, while nobody follows live. */
  newEvents: number;
}

/** The rows of the page, and what comes after them: live, or looked for now and then. */
export function useRows(search: AuditSearch, question: Question, request: PageRequest, table: RefObject<HTMLElement | null>): Rows {
  const rows = useEventList(request, search.skip, search.size !== 'all');
  const isAtTop = useAtTop(table);
  const isSelected = useSelection(table);
  const hasDrawer = search.event !== undefined;
  const list = rows.isStale || rows.state.page === undefined ? null : rows.list;
  const [openedMs] = useState(() => Date.now());
  const isOpenEnded = question.to === undefined || Date.parse(question.to) > openedMs;
  const isLive = search.live && search.size === 'all' && search.order === 'newest' && search.cursor === undefined && isOpenEnded;
  const paused = hasDrawer ? 'drawer' : isSelected ? 'selection' : isAtTop ? null : 'scroll';
  const tail = useTail(isLive ? list : null, question, paused);
  const { newEvents } = useLive(question, isLive ? null : list, isAtTop && !isSelected && !hasDrawer && search.cursor === undefined);
  return { ...rows, tail, newEvents };
}
