import { uuidV7Source } from '@annals/events';
import type { EventInput, recordEvents } from '@annals/events';
import { AnnalsError, UnreachableError } from './error.ts';
import type { ResultOf } from './call.ts';
import { sleep } from './sleep.ts';
import type { Transport } from './transport.ts';

/** Any event, for code that does not know its name; a literal name is checked against the catalogue instead. */
export type EventToRecord = EventInput<string>;

/** Events as written: where `event` is a name of the catalogue, only the metadata that event carries compiles. */
export type EventsToRecord<Names extends readonly string[]> = {
  readonly [Index in keyof Names]: { event: Names[Index] } & EventInput<Names[Index]>;
};

export type Receipts = ResultOf<typeof recordEvents>;

export interface RecordOptions {
  /** For events that name none themselves. */
  organisation?: string;
  signal?: AbortSignal;
  /** How often to send again when no answer came or the server asked to wait; 4 by default, 0 for never. */
  retries?: number;
}

const nextId = uuidV7Source();

/**
 * Sends events and resolves with their receipts, in input order; `recorded` and `duplicate` mean on disk.
 * The events keep the ids of the first try, so a try whose answer was lost is answered `duplicate` at the next.
 * Throws the last error when the tries are used up: then nothing is known, and recording the returned ids again is safe.
 */
export async function record(transport: Transport, events: readonly object[], options: RecordOptions = {}): Promise<Receipts> {
  const rawBody = JSON.stringify(events.map((event) => ({ id: nextId(), ...event })));
  const query = { organisation: options.organisation };
  for (let tried = 0; ; tried++) {
    try {
      return await transport.call<typeof recordEvents>('post', '/v1/events', {
        query,
        rawBody,
        contentType: 'application/json',
        signal: options.signal,
      });
    } catch (error) {
      const waitMs = tried < (options.retries ?? 4) ? retryAfterMs(error, tried) : null;
      if (waitMs === null) throw error;
      await sleep(waitMs, options.signal);
    }
  }
}

/** How long to wait before the next try; null when trying again cannot help. */
function retryAfterMs(error: unknown, tried: number): number | null {
  const backoffMs = 250 * 2 ** tried * (0.75 + Math.random() / 2);
  if (error instanceof UnreachableError) return backoffMs;
  if (error instanceof AnnalsError && (error.status === 429 || error.status === 503)) {
    return error.retryAfterSeconds === null ? null : Math.max(backoffMs, Math.min(error.retryAfterSeconds, 60) * 1_000);
  }
  return null;
}
