import { hashBytes, hashesFromTiles, type ReadHash, tileOf } from '@annals/ledger';
import { nodeHashing } from '../base/hashing.ts';
import type { StitchedLedger } from './stitch.ts';

/**
 * Makes a proof out of an organisation's tiles: `prove` is run twice, first to learn which hashes it reads. Only under a
 * size that was signed may the result be shown.
 */
export async function proveFrom<T>(ledger: Pick<StitchedLedger, 'tile'>, organisation: string, prove: (read: ReadHash) => T): Promise<T> {
  const needed = new Map<string, { level: number; index: number; width: number }>();
  const unknown = new Uint8Array(hashBytes);
  prove((level, index) => {
    const { level: tileLevel, index: tileIndex, first, count } = tileOf(level, index);
    const name = `${tileLevel}/${tileIndex}`;
    needed.set(name, { level: tileLevel, index: tileIndex, width: Math.max(first + count, needed.get(name)?.width ?? 0) });
    return unknown;
  });
  const held = new Map<string, Uint8Array>();
  for (const [name, { level, index, width }] of needed) held.set(name, await ledger.tile(organisation, level, index, width));
  return prove(hashesFromTiles((level, index) => held.get(`${level}/${index}`)!, nodeHashing));
}
