import { concat, MalformedError, utf8, utf8Text } from './bytes.ts';
import { secretBytes } from './leaf.ts';

/**
 * A batch plaintext, the form in which journal and segments hold events alike:
 * u32be count ‖ count secrets of 16 bytes ‖ count lines, each ended by LF.
 * An empty line is an event whose body retention removed; its leaf is then known only from the tiles.
 */
export interface BatchContent {
  /** 16 bytes an event. */
  secrets: Uint8Array;
  lines: string[];
}

export function encodeBatch({ secrets, lines }: BatchContent): Uint8Array {
  if (secrets.length !== lines.length * secretBytes) throw new MalformedError('one secret a line');
  if (lines.some((line) => line.includes('\n'))) throw new MalformedError('a line has no LF');
  const count = new Uint8Array(4);
  new DataView(count.buffer).setUint32(0, lines.length);
  return concat([count, secrets, utf8(lines.length === 0 ? '' : `${lines.join('\n')}\n`)]);
}

/** Refuses what is not exactly count secrets and count lines. */
export function decodeBatch(plaintext: Uint8Array): BatchContent {
  if (plaintext.length < 4) throw new MalformedError('a batch begins with its count');
  const count = new DataView(plaintext.buffer, plaintext.byteOffset, 4).getUint32(0);
  const linesAt = 4 + count * secretBytes;
  if (plaintext.length < linesAt) throw new MalformedError('the batch is cut off');
  const text = utf8Text(plaintext.subarray(linesAt));
  const lines = text.split('\n');
  if (lines.pop() !== '' || lines.length !== count) throw new MalformedError(`the batch says ${count} lines and has others`);
  return { secrets: plaintext.subarray(4, linesAt), lines };
}
