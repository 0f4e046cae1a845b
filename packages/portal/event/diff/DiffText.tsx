import { useState } from 'react';
import { copyEvent } from '../../copy-event.ts';
import type { Piece } from './fold.ts';
import { visibleLines } from './value-text.ts';

/** A text with what went and what came marked by line, ground and element; long unchanged runs are folded, in print they are not. */
export function DiffText({ pieces }: { pieces: readonly Piece[] }) {
  return (
    <>
      {pieces.map(({ kind, folded, text }, at) => {
        if (folded) return <Folded key={at} text={text} />;
        if (kind === 'same') return <span key={at}>{visibleLines(text)}</span>;
        const Mark = kind === 'removed' ? 'del' : 'ins';
        return (
          <Mark key={at}>
            <span className="visually-hidden">{copyEvent[kind]} </span>
            {visibleLines(text)}
          </Mark>
        );
      })}
    </>
  );
}

function Folded({ text }: { text: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      {isOpen ? null : (
        <button type="button" className="unfold" aria-expanded={false} onClick={() => setOpen(true)}>
          {copyEvent.folded(text.length)}
        </button>
      )}
      <span className={isOpen ? undefined : 'print-only'}>{visibleLines(text)}</span>
    </>
  );
}
