import { type FocusEvent, type KeyboardEvent, type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';
import type { EventList } from './event-list.ts';
import { displayRowOf } from './fold.ts';

interface Options {
  list: EventList;
  starts: Int32Array;
  body: RefObject<HTMLElement | null>;
  rowPx: number;
  /** Display rows on a screen. */
  screenRows: number;
  /** What else a key means, at the row with the focus. True: it was meant. */
  onKey: (key: string, row: number) => boolean;
  /** A key moved the focus to this row. */
  onMove: (row: number) => void;
}

export interface Roving {
  /** The display row where the Tab key stops; null: the first. */
  displayRow: number | null;
  onFocus: (focus: FocusEvent<HTMLElement>) => void;
  onKey: (key: KeyboardEvent<HTMLElement>) => void;
  /** Puts the focus on an event's row, and brings it into sight. */
  focus: (row: number) => void;
}

/** One stop for the Tab key among rows of which most are not there: the arrows move it, and bring its row into sight. */
export function useRoving({ list, starts, body, rowPx, screenRows, onKey, onMove }: Options): Roving {
  // By sequence: rows that come live move all others.
  const [active, setActive] = useState<number | null>(null);
  const pending = useRef(false);
  const index = active === null ? -1 : list.indexOf(active);
  const displayRow = index < 0 ? null : displayRowOf(starts, index);
  const focus = useCallback(
    (row: number): void => {
      pending.current = true;
      setActive(list.sequenceAt(row));
      // Also when it had the focus before.
      revealRow(body.current, displayRowOf(starts, row), rowPx);
    },
    [list, starts, body, rowPx],
  );
  useLayoutEffect(() => {
    if (!pending.current || displayRow === null) return;
    const row = body.current?.querySelector<HTMLElement>('tr[tabindex="0"]');
    if (row === null || row === undefined) return;
    pending.current = false;
    row.focus({ preventScroll: true });
  });
  return {
    displayRow,
    focus,
    onFocus({ target }) {
      const row = target.closest<HTMLElement>('tr[data-row]');
      if (row !== null) setActive(list.sequenceAt(Number(row.dataset['row'])));
    },
    onKey(key) {
      if (key.ctrlKey || key.metaKey || key.altKey || starts.length < 2) return;
      const at = displayRow ?? 0;
      const last = starts.length - 2;
      const to = {
        ArrowDown: at + 1,
        j: at + 1,
        ArrowUp: at - 1,
        k: at - 1,
        PageDown: at + screenRows,
        PageUp: at - screenRows,
        Home: 0,
        End: last,
      }[key.key];
      if (to !== undefined) {
        const row = starts[Math.min(Math.max(to, 0), last)] ?? 0;
        focus(row);
        onMove(row);
      } else if (!onKey(key.key, starts[at] ?? 0)) return;
      key.preventDefault();
      key.stopPropagation();
    },
  };
}

/** Scrolls so that a display row stands below the head and above the line at the bottom. */
function revealRow(body: HTMLElement | null, displayRow: number, rowPx: number): void {
  if (body === null) return;
  const top = body.getBoundingClientRect().top + displayRow * rowPx;
  const headPx = 36;
  const footPx = document.querySelector('.table-foot')?.clientHeight ?? 0;
  if (top < headPx) scrollBy({ top: top - headPx, behavior: 'instant' });
  else if (top + rowPx > innerHeight - footPx) scrollBy({ top: top + rowPx - innerHeight + footPx, behavior: 'instant' });
}
