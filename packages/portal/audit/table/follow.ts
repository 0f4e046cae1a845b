import type { RecordedEvent } from '@annals/events';
import { annals } from '../../api/client.ts';
import type { Question } from '../../api/events.ts';

export interface Following {
  onEvent: (event: RecordedEvent) => void;
  /** Events of these sequences, `to` not included, are not kept any more. */
  onGap: (gap: { from: number; to: number }) => void;
  /** The stream is open or comes back by itself (null), or cannot be had: then it is asked every few seconds. */
  onTrouble: (error: Error | null) => void;
  /** More came than is worth asking for one after the other. */
  onTooMany: () => void;
}

export const pollMs = 3_000;
/** So long it is asked before the stream is tried again. */
const pollingMs = 15_000;
const pollRows = 200;
const mostPolled = 1_000;

/** Every event of a question behind `after`, as it comes, until the signal: by stream, else by asking. */
export async function follow(question: Question, after: number, following: Following, signal: AbortSignal): Promise<void> {
  const { organisation, q } = question;
  const seen = (event: RecordedEvent): void => {
    after = Math.max(after, event.sequence);
    following.onEvent(event);
  };
  while (!signal.aborted) {
    try {
      const events = annals.tail({ organisation, q, after }, { signal, onGap: following.onGap });
      following.onTrouble(null);
      for await (const event of events) seen(event as unknown as RecordedEvent);
    } catch (error) {
      if (signal.aborted) return;
      following.onTrouble(error instanceof Error ? error : new Error(String(error)));
      await poll(question, () => after, seen, following.onTooMany, signal);
    }
  }
}

async function poll(
  { organisation, q }: Question,
  after: () => number,
  seen: (event: RecordedEvent) => void,
  onTooMany: () => void,
  signal: AbortSignal,
): Promise<void> {
  for (const endMs = Date.now() + pollingMs; Date.now() < endMs && !signal.aborted; await pause(pollMs, signal)) {
    try {
      const found: RecordedEvent[] = [];
      let cursor: string | undefined;
      let reached = false;
      while (!reached && found.length < mostPolled) {
        const page = await annals.find({ organisation, q, order: '-sequence', limit: pollRows, cursor }, signal);
        const events = page.events as unknown as RecordedEvent[];
        found.push(...events.filter(({ sequence }) => sequence > after()));
        reached = page.next === null || events.some(({ sequence }) => sequence <= after());
        cursor = page.next ?? undefined;
      }
      if (!reached) onTooMany();
      for (const event of found.toReversed()) seen(event);
    } catch {
      // Asked again in a moment; that there is no stream is said already.
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}
