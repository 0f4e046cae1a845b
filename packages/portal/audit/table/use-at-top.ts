import { type RefObject, useEffect, useState } from 'react';

/** Whether the first row is in sight, or about to be; rows that come then move nothing that was scrolled to. */
export function useAtTop(table: RefObject<HTMLElement | null>): boolean {
  const [isAtTop, setAtTop] = useState(true);
  useEffect(() => {
    const look = (): void => setAtTop(scrollY < 8 || (table.current?.getBoundingClientRect().top ?? 0) >= 0);
    look();
    addEventListener('scroll', look, { passive: true });
    return () => removeEventListener('scroll', look);
  }, [table]);
  return isAtTop;
}
