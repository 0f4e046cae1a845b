import { useEffect } from 'react';
import { copy } from '../copy.ts';

/** The name of the screen in the window's title. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · ${copy.product}`;
  }, [title]);
}
