import { AnnalsError } from '@annals/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { pageQuery, type PageRequest } from '../api/events.ts';
import type { EventPage } from '../api/shapes.ts';

export interface PageState {
  /** The rows to show: of the request, or the last ones while it loads or fails; undefined before the first. */
  page: EventPage | undefined;
  /** Rows before those that are shown. */
  skip: number;
  error: Error | null;
  isLoading: boolean;
  /** The rows are of another request than this one. */
  isStale: boolean;
  /** The engine restarts: asked again by itself. */
  isRestarting: boolean;
  retry: () => void;
}

const restartPollMs = 2_000;

/** One page of events. Rows that were shown stay through loading and errors, and are marked. */
export function useEventPage(request: PageRequest, skip: number): PageState {
  const query = useQuery({
    ...pageQuery(request),
    refetchInterval: ({ state }) => (isRestarting(state.error) ? restartPollMs : false),
  });
  const [last, setLast] = useState<{ organisation: string; page: EventPage; skip: number } | null>(null);
  const { data } = query;
  if (data !== undefined && last?.page !== data) setLast({ organisation: request.organisation, page: data, skip });
  const kept = last?.organisation === request.organisation ? last : null;
  const isFresh = data !== undefined;
  return {
    page: isFresh ? data : kept?.page,
    skip: isFresh ? skip : (kept?.skip ?? 0),
    error: query.error,
    isLoading: query.isFetching,
    isStale: !isFresh || query.error !== null,
    isRestarting: isRestarting(query.error),
    retry: () => void query.refetch(),
  };
}

function isRestarting(error: Error | null): boolean {
  return error instanceof AnnalsError && error.code === 'index_unavailable';
}
