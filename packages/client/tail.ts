import { exactJson, type findEvents, type ProblemBody, type tailEvents } from '@annals/events';
import type { QueryOf, ResultOf } from './call.ts';
import { AnnalsError, UnreachableError } from './error.ts';
import { messagesOf } from './server-sent.ts';
import { sleep } from './sleep.ts';
import type { Transport } from './transport.ts';

export type TailQuery = QueryOf<typeof tailEvents>;
export type TailedEvent = ResultOf<typeof findEvents>['events'][number];

export interface TailOptions {
  signal?: AbortSignal;
  /** Events of these sequences, `to` not included, were not retained until they could be sent. */
  onGap?: (gap: { from: number; to: number }) => void;
}

const longestWaitMs = 30_000;
const shortestWaitMs = 500;

/**
 * Every event of a query from now on, or behind `after`, in order and once. A connection that breaks is made again
 * behind the last event, for as long as it takes; the first one, and what waiting cannot help, is thrown.
 * Ends when the signal is aborted or the loop is left. Nothing is read ahead: who takes his time is waited for.
 */
export async function* tail(
  transport: Transport,
  query: TailQuery,
  { signal, onGap }: TailOptions = {},
): AsyncGenerator<TailedEvent, void> {
  let after: string | null = null;
  for (let failures = 0; ;) {
    try {
      const response = await transport.send('get', '/v1/events/tail', {
        query,
        signal,
        ...(after !== null && { headers: { 'last-event-id': after } }),
      });
      after ??= response.headers.get('annals-after');
      for await (const { id, event, data } of messagesOf(response)) {
        failures = 0;
        if (id !== null) after = id;
        if (event === 'message') yield exactJson(data) as TailedEvent;
        else if (event === 'gap') onGap?.(JSON.parse(data) as { from: number; to: number });
        else if (event === 'problem') throw new AnnalsError(JSON.parse(data) as ProblemBody, null);
      }
    } catch (error) {
      if (signal?.aborted) return;
      if (after === null || !mayPass(error)) throw error;
    }
    if (signal?.aborted) return;
    await sleep(Math.min(longestWaitMs, shortestWaitMs * 2 ** failures++) * (0.5 + Math.random()), signal).catch(
      () => undefined /* aborted */,
    );
    if (signal?.aborted) return;
  }
}

/** No answer, one that broke off, or one that may be another later. */
function mayPass(error: unknown): boolean {
  return error instanceof UnreachableError || (error instanceof AnnalsError && (error.status === 429 || error.status === 503));
}
