import { AnnalsError } from '@annals/client';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { findPage, type PageRequest } from '../../api/events.ts';
import { EventList, type ListSnapshot } from './event-list.ts';

export interface EventRows {
  /** The rows to show: of the question, or of the last one while it loads or fails. */
  list: EventList;
  state: ListSnapshot;
  /** Rows of the question before these. */
  skip: number;
  /** The rows answer another question than the one that is asked. */
  isStale: boolean;
  /** What keeps the question from being answered, and its loading. */
  error: Error | null;
  isStopped: boolean;
  loadingSinceMs: number | null;
  /** The engine restarts: asked again by itself. */
  isRestarting: boolean;
  retry: () => void;
  stop: () => void;
}

const againMs = 2_000;
/** Lists that are kept, so that going back finds the rows where they were. */
const keptLists = 4;
const lists = new Map<string, EventList>();

function listOf(key: string, request: PageRequest, isSingle: boolean): EventList {
  const known = lists.get(key);
  const list =
    known ??
    new EventList(
      (cursor, limit, signal) =>
        findPage(
          { ...request, limit, ...(cursor !== undefined && { cursor }), total: cursor === request.cursor ? 'exact' : 'none' },
          signal,
        ),
      { isSingle, firstRows: request.limit, pageRows: isSingle ? request.limit : 200, start: request.cursor },
    );
  lists.delete(key);
  lists.set(key, list);
  for (const old of lists.keys()) if (lists.size > keptLists) lists.delete(old);
  return list;
}

/** The list of a question. Rows that were shown stay through loading and errors of the next question, and are marked. */
export function useEventList(request: PageRequest, skip: number, isSingle: boolean): EventRows {
  const key = JSON.stringify([request, isSingle]);
  const [asked, setAsked] = useState(() => ({ key, list: listOf(key, request, isSingle) }));
  if (asked.key !== key) setAsked({ key, list: listOf(key, request, isSingle) });
  const { list } = asked;
  const state = useSyncExternalStore(list.watch, list.snapshot);
  const [last, setLast] = useState<{ organisation: string; list: EventList; skip: number } | null>(null);
  if (state.page !== undefined && last?.list !== list) setLast({ organisation: request.organisation, list, skip });
  const kept = state.page === undefined && last?.organisation === request.organisation ? last : null;
  const restarting = isRestarting(state.error);
  useEffect(() => {
    if (!restarting) return undefined;
    const timer = setInterval(() => list.retry(), againMs);
    return () => clearInterval(timer);
  }, [restarting, list]);
  return {
    list: kept?.list ?? list,
    state: kept?.list.snapshot() ?? state,
    skip: kept?.skip ?? skip,
    isStale: kept !== null,
    error: state.error,
    isStopped: state.isStopped,
    loadingSinceMs: state.loadingSinceMs,
    isRestarting: restarting,
    retry: () => list.retry(),
    stop: () => list.stop(),
  };
}

function isRestarting(error: Error | null): boolean {
  return error instanceof AnnalsError && (error.code === 'index_unavailable' || error.status === 429);
}
