import { useEffect, useState } from 'react';

const quietMs = 600;

/** Has the text stayed the same for a moment? */
export function useSettled(text: string): boolean {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), quietMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled === text;
}
