import { useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';

type Range = readonly [first: number, last: number];

export interface Brush {
  /** Buckets that are chosen now, or null. */
  range: Range | null;
  handlers: {
    onPointerDown: (event: PointerEvent<HTMLElement>) => void;
    onPointerMove: (event: PointerEvent<HTMLElement>) => void;
    onPointerUp: (event: PointerEvent<HTMLElement>) => void;
    onPointerLeave: () => void;
    onPointerCancel: () => void;
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
    onBlur: () => void;
  };
}

/** Chooses neighbouring buckets: dragged over, or by arrow keys, Shift to widen, Enter to take, Escape to let go. */
export function useBrush(count: number, onTake: (first: number, last: number) => void): Brush {
  const [chosen, setChosen] = useState<{ anchor: number; head: number; count: number } | null>(null);
  const isDragging = useRef(false);
  // What was chosen among other buckets says nothing about these.
  const ends = chosen?.count === count ? chosen : null;
  const range: Range | null = ends === null ? null : [Math.min(ends.anchor, ends.head), Math.max(ends.anchor, ends.head)];
  const placeOf = (event: PointerEvent<HTMLElement>): number => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return Math.max(0, Math.min(count - 1, Math.floor(((event.clientX - left) / width) * count)));
  };
  const letGo = (): void => {
    isDragging.current = false;
    setChosen(null);
  };
  const move = (head: number, widens: boolean): void => setChosen({ anchor: widens ? (ends?.anchor ?? head) : head, head, count });
  return {
    range,
    handlers: {
      onPointerDown: (event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        isDragging.current = true;
        const at = placeOf(event);
        setChosen({ anchor: at, head: at, count });
      },
      onPointerMove: (event) => move(placeOf(event), isDragging.current),
      onPointerUp: () => {
        if (isDragging.current && range !== null) onTake(range[0], range[1]);
        letGo();
      },
      onPointerLeave: () => {
        if (!isDragging.current) letGo();
      },
      onPointerCancel: letGo,
      onKeyDown: (event) => {
        const head = headAfter(event.key, ends?.head ?? null, count);
        if (head !== null) move(head, event.shiftKey);
        else if (event.key === 'Enter' && range !== null) onTake(range[0], range[1]);
        else if (event.key === 'Escape' && range !== null) letGo();
        else return;
        event.preventDefault();
        event.stopPropagation();
      },
      onBlur: letGo,
    },
  };
}

/** Where a key leads to; null for a key that leads nowhere. The first arrow chooses the newest bucket. */
export function headAfter(key: string, head: number | null, count: number): number | null {
  const last = count - 1;
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return head === null ? last : Math.max(0, head - 1);
    case 'ArrowRight':
    case 'ArrowUp':
      return head === null ? last : Math.min(last, head + 1);
    case 'PageDown':
      return Math.max(0, (head ?? last) - 10);
    case 'PageUp':
      return Math.min(last, (head ?? last) + 10);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}
