import { MalformedError, sameBytes } from './bytes.ts';
import type { Hashing } from './hashing.ts';
import { portableHashing } from './hashing.ts';
import { emptyRoot, hashBytes, nodeHash } from './tree.ts';

/** Inclusion and consistency proofs: built as RFC 6962 §2.1 says, checked with the algorithms of RFC 9162 §2.1.3.2 and §2.1.4.2. */

/** Hash of the perfect subtree over leaves [index · 2^level, (index + 1) · 2^level). */
export type ReadHash = (level: number, index: number) => Uint8Array;

/** Leaves [start, end). */
export interface Range {
  start: number;
  end: number;
}

/** The subtrees whose hashes prove that a leaf is in a tree, sibling of the leaf first. */
export function inclusionRanges(index: number, size: number): Range[] {
  check(index, size, index < size);
  const path: Range[] = [];
  for (let [start, end] = [0, size]; end - start > 1;) {
    const middle = start + split(end - start);
    if (index < middle) {
      path.push({ start: middle, end });
      end = middle;
    } else {
      path.push({ start, end: middle });
      start = middle;
    }
  }
  return path.reverse();
}

/** The subtrees whose hashes prove that a tree of `to` leaves extends one of `from`. */
export function consistencyRanges(from: number, to: number): Range[] {
  check(from, to, from <= to);
  if (from === 0 || from === to) return [];
  const path: Range[] = [];
  let [start, end, whole] = [0, to, true];
  while (end !== from) {
    const middle = start + split(end - start);
    if (from <= middle) {
      path.push({ start: middle, end });
      end = middle;
    } else {
      path.push({ start, end: middle });
      start = middle;
      whole = false;
    }
  }
  if (!whole) path.push({ start, end });
  return path.reverse();
}

/** Hash of a subtree that a proof names, out of perfect subtrees. */
export function rangeHash({ start, end }: Range, read: ReadHash, hashing: Hashing = portableHashing): Uint8Array {
  const parts = perfectSubtrees({ start, end });
  let node: Uint8Array | null = null;
  for (const { level, index } of parts.reverse()) {
    const left = read(level, index);
    node = node === null ? left : nodeHash(left, node, hashing);
  }
  return node ?? emptyRoot(hashing);
}

/** The perfect subtrees that make up a range whose start is aligned to its width, as those of proofs are. */
export function perfectSubtrees({ start, end }: Range): { level: number; index: number }[] {
  const parts: { level: number; index: number }[] = [];
  for (let at = start; at < end;) {
    let [level, width] = [0, 1];
    while (at % (width * 2) === 0 && at + width * 2 <= end) {
      width *= 2;
      level++;
    }
    parts.push({ level, index: at / width });
    at += width;
  }
  return parts;
}

export function inclusionProof(index: number, size: number, read: ReadHash, hashing: Hashing = portableHashing): Uint8Array[] {
  return inclusionRanges(index, size).map((range) => rangeHash(range, read, hashing));
}

export function consistencyProof(from: number, to: number, read: ReadHash, hashing: Hashing = portableHashing): Uint8Array[] {
  return consistencyRanges(from, to).map((range) => rangeHash(range, read, hashing));
}

export interface Inclusion {
  leaf: Uint8Array;
  index: number;
  size: number;
  root: Uint8Array;
  proof: readonly Uint8Array[];
}

/** Is `leaf` at `index` of the tree of `size` leaves with this root? Never throws on bad proofs. */
export function verifyInclusion({ leaf, index, size, root, proof }: Inclusion, hashing: Hashing = portableHashing): boolean {
  if (!isCount(index) || !isCount(size) || index >= size) return false;
  if (![leaf, root, ...proof].every(isHash)) return false;
  let [fn, sn, r] = [index, size - 1, leaf];
  for (const p of proof) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      r = nodeHash(p, r, hashing);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, half(sn)];
    } else {
      r = nodeHash(r, p, hashing);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && sameBytes(r, root);
}

export interface Consistency {
  from: number;
  fromRoot: Uint8Array;
  to: number;
  toRoot: Uint8Array;
  proof: readonly Uint8Array[];
}

/** Does the tree of `to` leaves extend the one of `from`? The empty tree is extended by every tree, with an empty proof. Never throws on bad proofs. */
export function verifyConsistency({ from, fromRoot, to, toRoot, proof }: Consistency, hashing: Hashing = portableHashing): boolean {
  if (!isCount(from) || !isCount(to) || from > to) return false;
  if (![fromRoot, toRoot, ...proof].every(isHash)) return false;
  if (from === 0 && !sameBytes(fromRoot, emptyRoot(hashing))) return false;
  if (from === to) return proof.length === 0 && sameBytes(fromRoot, toRoot);
  if (from === 0) return proof.length === 0;
  const path = isPowerOfTwo(from) ? [fromRoot, ...proof] : proof;
  let [fn, sn] = [from - 1, to - 1];
  while (fn % 2 === 1) [fn, sn] = [half(fn), half(sn)];
  const [first, ...rest] = path;
  if (first === undefined) return false;
  let [fr, sr] = [first, first];
  for (const c of rest) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      fr = nodeHash(c, fr, hashing);
      sr = nodeHash(c, sr, hashing);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, half(sn)];
    } else {
      sr = nodeHash(sr, c, hashing);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && sameBytes(fr, fromRoot) && sameBytes(sr, toRoot);
}

/** Largest power of two below n (n > 1). */
function split(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

const half = (n: number): number => Math.floor(n / 2);
const isHash = (bytes: Uint8Array): boolean => bytes.length === hashBytes;
const isCount = (n: number): boolean => Number.isSafeInteger(n) && n >= 0;

function isPowerOfTwo(n: number): boolean {
  let rest = n;
  while (rest % 2 === 0) rest /= 2;
  return rest === 1;
}

function check(a: number, b: number, inOrder: boolean): void {
  if (!isCount(a) || !isCount(b) || !inOrder) throw new MalformedError('no such proof: the numbers are out of order');
}
