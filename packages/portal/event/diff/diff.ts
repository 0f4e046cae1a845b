import { editsOf, type EditKind } from './edits.ts';
import { tokensOf } from './tokens.ts';

/** A piece of a text that stayed, went or came. */
export interface Part {
  kind: EditKind;
  text: string;
}

/** Longer texts are compared as wholes. */
export const mostTokens = 20_000;

/** Less of the longer text than this in common, and two texts are read more easily one after the other. */
const leastCommon = 0.2;

/**
 * Two texts word by word. The parts that are not `added` make the first, those that are not `removed` the second, byte
 * for byte, whatever was handed in; bounded in time and memory.
 */
export function diffWords(before: string, after: string): Part[] {
  if (before === after) return parts([{ kind: 'same', text: before }]);
  const whole: Part[] = [
    { kind: 'removed', text: before },
    { kind: 'added', text: after },
  ];
  const [a, b] = [tokensOf(before), tokensOf(after)];
  if (a.length > mostTokens || b.length > mostTokens) return parts(whole);
  const edits = editsOf(a, b);
  if (edits === null) return parts(whole);
  const found = bridged(edits.map(({ kind, tokens }) => ({ kind, text: tokens.join('') })));
  const common = found.reduce((sum, { kind, text }) => (kind === 'same' ? sum + text.trim().length : sum), 0);
  return common < leastCommon * Math.max(before.length, after.length) ? parts(whole) : parts(found);
}

/** A space alone between two changes is no rest for the eye: it joins them. */
function bridged(list: readonly Part[]): Part[] {
  const found: Part[] = [];
  let [removed, added] = ['', ''];
  const flush = (): void => {
    if (removed !== '') found.push({ kind: 'removed', text: removed });
    if (added !== '') found.push({ kind: 'added', text: added });
    [removed, added] = ['', ''];
  };
  for (const [at, { kind, text }] of list.entries()) {
    if (kind === 'removed') removed += text;
    else if (kind === 'added') added += text;
    else if (removed !== '' && added !== '' && at < list.length - 1 && /^\s+$/.test(text)) {
      removed += text;
      added += text;
    } else {
      flush();
      found.push({ kind, text });
    }
  }
  flush();
  return found;
}

const parts = (list: readonly Part[]): Part[] => list.filter(({ text }) => text !== '');
