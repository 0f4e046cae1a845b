import type { Part } from './diff.ts';

/** A part, or a long run that did not change and can be unfolded. */
export type Piece = Part & { folded: boolean };

/** What stays in sight of an unchanged run, on each side of it that touches a change. */
const contextUnits = 60;
/** Shorter runs are not worth a button. */
const leastFoldedUnits = 120;

/** The parts with the middle of long unchanged runs folded; the texts joined are the same. */
export function foldUnchanged(parts: readonly Part[]): Piece[] {
  return parts.flatMap((part, at): Piece[] => {
    const whole = { ...part, folded: false };
    if (part.kind !== 'same') return [whole];
    const head = at === 0 ? 0 : edgeAfter(part.text, contextUnits);
    const tail = at === parts.length - 1 ? part.text.length : edgeBefore(part.text, part.text.length - contextUnits);
    if (tail - head < leastFoldedUnits) return [whole];
    return [
      { ...whole, text: part.text.slice(0, head) },
      { ...whole, text: part.text.slice(head, tail), folded: true },
      { ...whole, text: part.text.slice(tail) },
    ].filter(({ text }) => text !== '');
  });
}

/** The next place at or after `at` that cuts no character and, if one is near, no word. */
function edgeAfter(text: string, at: number): number {
  const near = /\s/.exec(text.slice(at, at + 20));
  return unbroken(text, near === null ? at : at + near.index + 1);
}

function edgeBefore(text: string, at: number): number {
  const near = text.slice(Math.max(0, at - 20), Math.max(0, at)).search(/\s\S*$/);
  return unbroken(text, near === -1 ? Math.max(0, at) : Math.max(0, at - 20) + near);
}

/** Never between the halves of a surrogate pair. */
function unbroken(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff && at > 0 ? at - 1 : at;
}
