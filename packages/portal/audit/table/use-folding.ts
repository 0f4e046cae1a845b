import { useCallback, useMemo, useState } from 'react';
import { recall, remember } from '../../shell/memory.ts';
import type { EventList, ListSnapshot } from './event-list.ts';
import { foldRows, leastRun, plainRows } from './fold.ts';

export interface Folding {
  /** Where display rows begin; see `foldRows`. */
  starts: Int32Array;
  /** How many rows repeat each other from this one on; 1: it begins no run. */
  runAt: (row: number) => number;
  toggle: (row: number) => void;
}

/** Repeats of a list as one row each, but for those that the reader opened. */
export function useFolding(list: EventList, state: ListSnapshot, isOn: boolean): Folding {
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const starts = useMemo(() => {
    // Of the state, for the list itself stays the same when its rows change.
    const { count } = state;
    if (!isOn) return plainRows(count);
    const isOpen = (first: number, last: number): boolean => {
      if (opened.size === 0) return false;
      for (let row = first; row <= last; row++) if (opened.has(list.sequenceAt(row))) return true;
      return false;
    };
    return foldRows(count, list.repeats, isOpen);
  }, [list, state, isOn, opened]);
  const { count } = state;
  const runAt = useCallback(
    (row: number): number => {
      if (!isOn || list.repeats(row)) return 1;
      let end = row + 1;
      while (end < count && list.repeats(end)) end++;
      return end - row < leastRun ? 1 : end - row;
    },
    [list, count, isOn],
  );
  const toggle = useCallback(
    (row: number): void =>
      setOpened((now) => {
        // A run may have grown at either end since it was opened: any of its rows stands for it.
        const members = Array.from({ length: runAt(row) }, (_, at) => list.sequenceAt(row + at));
        const next = new Set(now);
        if (members.some((sequence) => next.has(sequence))) for (const sequence of members) next.delete(sequence);
        else next.add(members.at(-1) ?? -1);
        return next;
      }),
    [list, runAt],
  );
  return { starts, runAt, toggle };
}

const place = 'annals.fold';

/** Whether repeats are folded; this browser remembers it. */
export function useFoldChoice(): [boolean, (isOn: boolean) => void] {
  const [isOn, setOn] = useState(() => recall(place) !== 'off');
  return [
    isOn,
    (chosen) => {
      remember(place, chosen ? null : 'off');
      setOn(chosen);
    },
  ];
}
