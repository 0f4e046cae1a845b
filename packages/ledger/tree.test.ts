import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { hex, utf8 } from './bytes.ts';
import { portableHashing } from './hashing.ts';
import { consistencyProof, inclusionProof, type ReadHash, verifyConsistency, verifyInclusion } from './proof.ts';
import { hashesFromTiles, tilesOf, tilePath } from './tiles.ts';
import { emptyRoot, GrowingTree, leafHash, nodeHash } from './tree.ts';

const largest = 300;
const leaves = Array.from({ length: largest }, (_, i) => leafHash(utf8(`entry ${i}`)));

/** RFC 6962 §2.1 to the letter, as the other side of every comparison. */
function definedRoot(part: readonly Uint8Array[]): Uint8Array {
  if (part.length === 0) return portableHashing.bytes(new Uint8Array(0));
  if (part.length === 1) return part[0]!;
  let k = 1;
  while (k * 2 < part.length) k *= 2;
  return nodeHash(definedRoot(part.slice(0, k)), definedRoot(part.slice(k)));
}

const nodes = new Map<string, Uint8Array>();
const roots: Uint8Array[] = [];
const tree = new GrowingTree();
for (const leaf of leaves) {
  roots.push(tree.root());
  tree.append(leaf, (level, index, hash) => nodes.set(`${level}/${index}`, hash));
}
roots.push(tree.root());
const read: ReadHash = (level, index) => nodes.get(`${level}/${index}`)!;

test('empty root, leaf hash and node hash are those of RFC 6962', () => {
  assert.equal(hex(emptyRoot()), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  assert.equal(hex(leafHash(new Uint8Array(0))), '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
  assert.match(hex(leafHash(utf8('L123456'))), /^395aa064.*2b4d56$/);
  assert.match(hex(portableHashing.bytes(utf8('\u0001N123N456'))), /^aa217fe8.*66bbb$/);
});

test('a tree that grows has the defined root at every size, and continues from its frontier', () => {
  for (let size = 0; size <= largest; size += size < 70 ? 1 : 23) {
    assert.deepEqual(roots[size], definedRoot(leaves.slice(0, size)), `size ${size}`);
    const first = new GrowingTree();
    for (const leaf of leaves.slice(0, size)) first.append(leaf);
    const again = new GrowingTree(size, first.frontier);
    for (const leaf of leaves.slice(size)) again.append(leaf);
    assert.deepEqual(again.root(), roots[largest]);
  }
  assert.throws(() => new GrowingTree(3, [leaves[0]!]), RangeError);
});

test('every leaf of every tree is proved, and not at another index, size, or root', () => {
  for (let size = 1; size <= largest; size += size < 66 ? 1 : 13) {
    for (let index = 0; index < size; index++) {
      const proof = inclusionProof(index, size, read);
      const claim = { leaf: leaves[index]!, index, size, root: roots[size]!, proof };
      assert.ok(verifyInclusion(claim), `${index} of ${size}`);
      assert.ok(!verifyInclusion({ ...claim, leaf: leaves[(index + 1) % largest]! }));
      assert.ok(!verifyInclusion({ ...claim, root: roots[size - 1]! }));
      if (size > 1) assert.ok(!verifyInclusion({ ...claim, index: (index + 1) % size }));
      assert.ok(!verifyInclusion({ ...claim, index: size }));
      assert.ok(!verifyInclusion({ ...claim, proof: [...proof, leaves[0]!] }));
      if (proof.length > 0) assert.ok(!verifyInclusion({ ...claim, proof: proof.slice(1) }));
    }
  }
});

test('every tree is proved to extend every smaller one, and no other', () => {
  for (let to = 0; to <= largest; to += to < 66 ? 1 : 31) {
    for (let from = 0; from <= to; from++) {
      const proof = consistencyProof(from, to, read);
      const claim = { from, fromRoot: roots[from]!, to, toRoot: roots[to]!, proof };
      assert.ok(verifyConsistency(claim), `${from} to ${to}`);
      assert.ok(!verifyConsistency({ ...claim, fromRoot: roots[from === 0 ? 1 : from - 1]! }));
      // Every tree extends the empty one, so that then only its own root could be wrong, and nothing says so.
      if (from > 0) assert.ok(!verifyConsistency({ ...claim, toRoot: roots[to === largest ? 1 : to + 1]! }));
      assert.ok(!verifyConsistency({ ...claim, proof: [...proof, leaves[0]!] }));
      if (proof.length > 0) assert.ok(!verifyConsistency({ ...claim, proof: proof.slice(0, -1) }));
    }
  }
});

test('one flipped bit anywhere in a proof is refused, and so are hashes that are not 32 bytes', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: largest }), fc.nat(), fc.nat(), fc.nat(255), (size, a, b, bit) => {
      const index = a % size;
      const proof = inclusionProof(index, size, read).map((hash) => hash.slice());
      const at = b % proof.length;
      proof[at]![bit >> 3]! ^= 1 << (bit & 7);
      assert.ok(!verifyInclusion({ leaf: leaves[index]!, index, size, root: roots[size]!, proof }));
      const from = 1 + (b % (size - 1));
      const steps = consistencyProof(from, size, read).map((hash) => hash.slice());
      if (steps.length === 0) return;
      steps[a % steps.length]![bit >> 3]! ^= 1 << (bit & 7);
      assert.ok(!verifyConsistency({ from, fromRoot: roots[from]!, to: size, toRoot: roots[size]!, proof: steps }));
    }),
  );
  const none = new Uint8Array(0);
  assert.ok(!verifyInclusion({ leaf: none, index: 0, size: 1, root: none, proof: [] }));
  assert.ok(!verifyConsistency({ from: 0, fromRoot: none, to: 0, toRoot: none, proof: [] }));
  assert.ok(!verifyConsistency({ from: 1, fromRoot: none, to: 1, toRoot: none, proof: [] }));
});

test('tiles of a tree hold every hash a proof needs', () => {
  const big = 70_000;
  const files = new Map<string, number[]>();
  const grown = new GrowingTree();
  const seen = new Map<string, Uint8Array>();
  for (let i = 0; i < big; i++) {
    grown.append(portableHashing.bytes(utf8(String(i))), (level, index, hash) => {
      seen.set(`${level}/${index}`, hash);
      if (level % 8 === 0) {
        const key = `${level / 8}/${Math.floor(index / 256)}`;
        const tile = files.get(key) ?? [];
        tile.push(...hash);
        files.set(key, tile);
      }
    });
  }
  const fromTiles = hashesFromTiles((level, index) => new Uint8Array(files.get(`${level}/${index}`)!));
  for (const [key, hash] of [...seen].filter((_, i) => i % 997 === 0)) {
    const [level, index] = key.split('/').map(Number);
    assert.deepEqual(fromTiles(level!, index!), hash, key);
  }
  assert.equal(
    tilesOf(big).reduce((sum, tile) => sum + tile.width, 0),
    [...files.values()].reduce((sum, tile) => sum + tile.length / 32, 0),
  );
  assert.deepEqual(tilesOf(big).slice(-2).map(tilePath), ['tile/1/001.p/17', 'tile/2/000.p/1']);
});
