import { queryOptions } from '@tanstack/react-query';
import { annals } from './client.ts';

const activeMs = 1_000;
const idleMs = 20_000;

/** Jobs of an organisation; asked every second while one is under way. */
export const exportsQuery = (organisation: string) =>
  queryOptions({
    queryKey: ['exports', organisation],
    queryFn: ({ signal }) => annals.exports.list(organisation, signal),
    refetchInterval: ({ state }) => (state.data?.some(({ state: of }) => of === 'queued' || of === 'running') ? activeMs : idleMs),
    staleTime: 0,
  });

export const sharesQuery = (organisation: string) =>
  queryOptions({ queryKey: ['shares', organisation], queryFn: ({ signal }) => annals.shares.list(organisation, signal) });
