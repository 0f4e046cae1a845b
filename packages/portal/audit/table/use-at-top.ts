import { type RefObject, useEffect, useState } from 'react';

/**
 * Whether the reader is at the first row: it is in sight, or about to be, and the focus is on no row below it. Rows that
 * come then move nothing that was gone to.
 */
export function useAtTop(table: RefObject<HTMLElement | null>): boolean {
  const [isAtTop, setAtTop] = useState(true);
  useEffect(() => {
    const look = (): void => {
      const focused = document.activeElement?.closest('tr[data-row]')?.getAttribute('data-row') ?? '0';
      setAtTop(focused === '0' && (scrollY < 8 || (table.current?.getBoundingClientRect().top ?? 0) >= 0));
    };
    look();
    addEventListener('scroll', look, { passive: true });
    document.addEventListener('focusin', look);
    document.addEventListener('focusout', look);
    return () => {
      removeEventListener('scroll', look);
      document.removeEventListener('focusin', look);
      document.removeEventListener('focusout', look);
    };
  }, [table]);
  return isAtTop;
}
