import { type RefObject, useLayoutEffect, useState } from 'react';

export interface RowWindow {
  /** Display rows that can be seen. */
  first: number;
  last: number;
}

/** Rows that are made beyond the edge, so that scrolling shows no blank. */
export const overscanRows = 10;

/**
 * Which of `count` rows of one height can be seen; they stand under each other in `body`, and the page is what scrolls.
 * Reads one rectangle a frame and renders only when other rows are seen.
 */
export function useWindow(body: RefObject<HTMLElement | null>, count: number, rowPx: number): RowWindow {
  const [seen, setSeen] = useState<RowWindow>({ first: 0, last: 0 });
  useLayoutEffect(() => {
    const look = (): void => {
      const top = body.current?.getBoundingClientRect().top ?? 0;
      const first = Math.min(Math.max(0, count - 1), Math.max(0, Math.floor(-top / rowPx)));
      const last = Math.min(Math.max(0, count - 1), Math.max(first, Math.ceil((innerHeight - top) / rowPx) - 1));
      setSeen((now) => (now.first === first && now.last === last ? now : { first, last }));
    };
    look();
    // What stands above the rows may grow and shrink without any scrolling.
    const watch = new ResizeObserver(look);
    watch.observe(document.body);
    addEventListener('scroll', look, { passive: true });
    addEventListener('resize', look);
    return () => {
      watch.disconnect();
      removeEventListener('scroll', look);
      removeEventListener('resize', look);
    };
  }, [body, count, rowPx]);
  return seen;
}
