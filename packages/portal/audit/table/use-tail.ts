import { useEffect, useEffectEvent, useState } from 'react';
import type { Question } from '../../api/events.ts';
import type { EventList } from './event-list.ts';
import { follow } from './follow.ts';
import { TailBuffer } from './tail-buffer.ts';

export type PauseReason = 'scroll' | 'selection' | 'drawer';

export interface Tail {
  isOn: boolean;
  /** Why nothing is put under the reader's eyes now. */
  paused: PauseReason | null;
  /** Events that came since. */
  waiting: number;
  perSecond: number;
  gap: { from: number; to: number } | null;
  /** Why it is asked every few seconds in place of a stream. */
  trouble: Error | null;
}

const flushMs = 250;
const off = { waiting: 0, perSecond: 0, gap: null, trouble: null };

/**
 * New events of a question on top of its list, as they come, as long as nobody is disturbed by it: while it is paused
 * they wait, bounded in number, and all come when it goes on. `list` null: off.
 */
export function useTail(list: EventList | null, question: Question, paused: PauseReason | null): Tail {
  const [state, setState] = useState<Omit<Tail, 'isOn' | 'paused'>>(off);
  const isIn = useEffectEvent((occurredAt: string) => question.from === undefined || occurredAt >= question.from);
  const mayShow = useEffectEvent(() => paused === null);
  const begin = useEffectEvent((to: EventList, signal: AbortSignal, buffer: TailBuffer) =>
    follow(
      question,
      to.position,
      {
        onEvent: (event) => isIn(event.occurred_at) && buffer.push(event, Date.now()),
        onGap: (gap) => setState((now) => ({ ...now, gap })),
        onTrouble: (trouble) => setState((now) => ({ ...now, trouble })),
        onTooMany: () => void to.refresh(),
      },
      signal,
    ),
  );
  useEffect(() => {
    if (list === null) return undefined;
    const stop = new AbortController();
    const buffer = new TailBuffer(list.position);
    void begin(list, stop.signal, buffer);
    const timer = setInterval(() => {
      if (mayShow() && buffer.waiting > 0) {
        const { events, letGo } = buffer.take(list.position);
        list.prepend(events, letGo);
      }
      const waiting = buffer.waiting;
      const perSecond = buffer.perSecond(Date.now());
      setState((now) => (now.waiting === waiting && now.perSecond === perSecond ? now : { ...now, waiting, perSecond }));
    }, flushMs);
    return () => {
      stop.abort();
      clearInterval(timer);
      setState(off);
    };
  }, [list]);
  return { isOn: list !== null, paused: list === null ? null : paused, ...state };
}
