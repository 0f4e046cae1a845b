import { concat } from './bytes.ts';
import type { Hashing } from './hashing.ts';
import { portableHashing } from './hashing.ts';

/** RFC 6962 tree hashing, and a tree that grows leaf by leaf while only log2(size) hashes are held. */

export const hashBytes = 32;

/** SHA-256(0x00 ‖ entry). */
export function leafHash(entry: Uint8Array, hashing: Hashing = portableHashing): Uint8Array {
  return hashing.bytes(concat([new Uint8Array([0]), entry]));
}

const pair = new Uint8Array(65);
pair[0] = 1;

/** SHA-256(0x01 ‖ left ‖ right); both 32 bytes. */
export function nodeHash(left: Uint8Array, right: Uint8Array, hashing: Hashing = portableHashing): Uint8Array {
  pair.set(left, 1);
  pair.set(right, 33);
  return hashing.bytes(pair);
}

/** Root of the tree without leaves: SHA-256 of nothing. */
export function emptyRoot(hashing: Hashing = portableHashing): Uint8Array {
  return hashing.bytes(new Uint8Array(0));
}

/** Called for each perfect subtree that an append completes: `hash` covers leaves [index · 2^level, (index + 1) · 2^level). */
export type OnNode = (level: number, index: number, hash: Uint8Array) => void;

/** A growing tree: the roots of the perfect subtrees of [0, size), widest first (its frontier). */
export class GrowingTree {
  #size: number;
  #frontier: Uint8Array[];
  readonly #hashing: Hashing;

  constructor(size = 0, frontier: readonly Uint8Array[] = [], hashing: Hashing = portableHashing) {
    if (!Number.isSafeInteger(size) || size < 0) throw new RangeError('a tree has a whole number of leaves');
    if (frontier.length !== frontierLength(size) || frontier.some((hash) => hash.length !== hashBytes))
      throw new RangeError(`the frontier of ${size} leaves has ${frontierLength(size)} hashes of 32 bytes`);
    this.#size = size;
    this.#frontier = [...frontier];
    this.#hashing = hashing;
  }

  get size(): number {
    return this.#size;
  }

  get frontier(): readonly Uint8Array[] {
    return this.#frontier;
  }

  append(leaf: Uint8Array, onNode?: OnNode): void {
    let node = leaf;
    let level = 0;
    let index = this.#size;
    onNode?.(level, index, node);
    for (; index % 2 === 1; index = (index - 1) / 2) {
      node = nodeHash(this.#frontier.pop()!, node, this.#hashing);
      onNode?.(++level, (index - 1) / 2, node);
    }
    this.#frontier.push(node);
    this.#size++;
  }

  /** Appends 32-byte leaves that lie one behind the other. The bytes must not change afterwards. */
  appendAll(leaves: Uint8Array, onNode?: OnNode): void {
    if (leaves.length % hashBytes !== 0) throw new RangeError('leaves are 32 bytes each');
    for (let at = 0; at < leaves.length; at += hashBytes) this.append(leaves.subarray(at, at + hashBytes), onNode);
  }

  root(): Uint8Array {
    let node = this.#frontier.at(-1);
    if (node === undefined) return emptyRoot(this.#hashing);
    for (let i = this.#frontier.length - 2; i >= 0; i--) node = nodeHash(this.#frontier[i]!, node, this.#hashing);
    return node;
  }

  clone(): GrowingTree {
    return new GrowingTree(this.#size, this.#frontier, this.#hashing);
  }
}

/** One hash for each bit that is set in the size. */
export function frontierLength(size: number): number {
  let count = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2;
  return count;
}
