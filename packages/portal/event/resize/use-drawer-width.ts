import { useCallback, useEffect, useState } from 'react';
import { recallWidthPx, rememberWidthPx, withinPx } from './drawer-width.ts';

/** How wide the drawer is in this window, and what this browser remembers of it. */
export function useDrawerWidth(): [number, (px: number) => void] {
  const [wishedPx, setWishedPx] = useState(recallWidthPx);
  const [windowPx, setWindowPx] = useState(window.innerWidth);
  useEffect(() => {
    const follow = (): void => setWindowPx(window.innerWidth);
    window.addEventListener('resize', follow);
    return () => window.removeEventListener('resize', follow);
  }, []);
  const change = useCallback((px: number): void => {
    const kept = withinPx(px, window.innerWidth);
    setWishedPx(kept);
    rememberWidthPx(kept);
  }, []);
  return [withinPx(wishedPx, windowPx), change];
}
