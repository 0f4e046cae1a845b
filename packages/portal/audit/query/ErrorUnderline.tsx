import type { Position } from '@annals/events';
import { useEffect, useRef, type RefObject } from 'react';

const mostCharacters = 8_192;

/** Marks the characters of a field at which it stops being a query: the same text under it, unseen but for the line. */
export function ErrorUnderline({
  input,
  text,
  position,
}: {
  input: RefObject<HTMLInputElement | null>;
  text: string;
  position: Position | null;
}) {
  const ghost = useRef<HTMLDivElement>(null);
  // After each rendering: the text may have been scrolled by what was typed.
  useEffect(() => {
    const field = input.current;
    if (position === null || field === null) return undefined;
    const follow = (): void => {
      if (ghost.current !== null) ghost.current.scrollLeft = field.scrollLeft;
    };
    follow();
    field.addEventListener('scroll', follow);
    document.addEventListener('selectionchange', follow);
    return () => {
      field.removeEventListener('scroll', follow);
      document.removeEventListener('selectionchange', follow);
    };
  });
  if (position === null || text.length > mostCharacters) return null;
  const end = position.offset + Math.max(1, position.length);
  return (
    <div ref={ghost} className="query-ghost" aria-hidden="true">
      {text.slice(0, position.offset)}
      <span className="query-wrong">{text.slice(position.offset, end) || ' '}</span>
      {text.slice(end)}
    </div>
  );
}
