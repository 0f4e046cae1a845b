import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { concat, GrowingTree, hashBytes, tilePath, tilesOf } from '@annals/ledger';
import fc from 'fast-check';
import { nodeHashing } from '../base/hashing.ts';
import { dayAfter, dayOf, isDay, monthsBefore } from './days.ts';
import { type Manifest, manifestKey, parseManifest, printManifest } from './manifest.ts';
import { keyOf, openEvent, sealEvent, splitSealed } from './sealed-bodies.ts';
import { readTar, tarEnd, tarHeader, tarPadding } from './tar.ts';
import { TileStream, Unfinished } from './tile-stream.ts';

/** Cuts bytes into chunks, as a network would. */
async function* cut(bytes: Uint8Array, sizes: readonly number[]): AsyncIterable<Uint8Array> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

const sizes = fc.array(fc.integer({ min: 1, max: 2_000 }), { minLength: 1, maxLength: 5 });

test('a tar is read as it was written, however it arrives; a byte that is another is refused or read as another', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 1_500 }), { maxLength: 6 }), sizes, async (files, chunks) => {
      const tar = Buffer.concat([
        ...files.flatMap((bytes, i) => [tarHeader(`tile/0/${i}`, bytes.length), bytes, tarPadding(bytes.length)]),
        tarEnd(),
      ]);
      const found: [string, Buffer][] = [];
      for await (const { path, bytes } of readTar(cut(tar, chunks))) found.push([path, Buffer.from(bytes)]);
      assert.deepEqual(
        found,
        files.map((bytes, i) => [`tile/0/${i}`, Buffer.from(bytes)]),
      );
      await assert.rejects(async () => {
        for await (const file of readTar(cut(tar.subarray(0, -1025), chunks))) void file;
      });
    }),
    { numRuns: 60 },
  );
});

test('tiles that are streamed are those of the tree, and a reader goes on from what one day delivered', () => {
  const leaves = Array.from({ length: 140_000 }, (_, i) => nodeHashing.textBytes(String(i)));
  const all = new Map<string, Uint8Array>();
  const whole = new TileStream(0, []);
  for (const leaf of leaves) for (const { tile, hashes } of whole.append(leaf)) all.set(tilePath(tile), hashes);
  for (const { tile, hashes } of whole.partials()) all.set(tilePath(tile), hashes);
  assert.deepEqual([...all.keys()].sort(), tilesOf(leaves.length).map(tilePath).sort());
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 139_000 }), fc.integer({ min: 1, max: 1_000 }), (first, count) => {
      const before = new TileStream(0, []);
      for (const leaf of leaves.slice(0, first)) before.append(leaf);
      const day = new Map<string, Uint8Array>();
      for (const leaf of leaves.slice(first, first + count))
        for (const { tile, hashes } of before.append(leaf)) day.set(tilePath(tile), hashes);
      for (const { tile, hashes } of before.partials()) day.set(tilePath(tile), hashes);
      const unfinished = new Unfinished(first);
      for (const [path, hashes] of day) unfinished.add(path, hashes);
      const reader = new TileStream(first, unfinished.levels() ?? []);
      const tree = new GrowingTree(0, [], nodeHashing);
      tree.appendAll(concat(leaves.slice(0, first)));
      assert.deepEqual(reader.tree.root(), tree.root(), 'the tree before the day is told by the tiles of the day');
      for (const leaf of leaves.slice(first, first + count))
        for (const { tile, hashes } of reader.append(leaf)) assert.deepEqual(hashes, day.get(tilePath(tile)));
      assert.equal(reader.tree.root().length, hashBytes);
    }),
    { numRuns: 12 },
  );
});

test('a sealed event opens with its key alone; without it nothing of it can be told', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: 'grapheme', maxLength: 300 }), { minLength: 1, maxLength: 8 }),
      sizes,
      async (lines, chunks) => {
        const secrets = lines.map(() => randomBytes(16));
        const sealed = Buffer.concat(lines.map((line, i) => sealEvent(keyOf(secrets[i]!), secrets[i]!, line)));
        let i = 0;
        for await (const one of splitSealed(cut(sealed, chunks))) {
          const { line, secret } = openEvent(keyOf(secrets[i]!), one);
          assert.deepEqual([line, Buffer.from(secret)], [lines[i], secrets[i]]);
          assert.throws(() => openEvent(randomBytes(32), one));
          const changed = Buffer.from(one);
          changed[0]! ^= 1;
          assert.throws(() => openEvent(keyOf(secrets[i]!), changed));
          i++;
        }
        assert.equal(i, lines.length);
        await assert.rejects(async () => {
          for await (const one of splitSealed(cut(sealed.subarray(0, -1), chunks))) void one;
        });
      },
    ),
    { numRuns: 60 },
  );
  assert.notDeepEqual(keyOf(Buffer.alloc(16)), keyOf(Buffer.alloc(16)), 'where the secret is gone, nobody else knows the key');
});

const place = { organisation: '0199c0de-0000-7000-8000-00000000000a', day: '2026-11-24', generation: 0 };
const manifest: Manifest = {
  format: 1,
  annals: '0.1.0',
  ...place,
  key: manifestKey(place),
  made_at: '2026-11-25T00:01:00.000Z',
  first: 10,
  count: 5,
  removed: [[11, 13]],
  counts: { change: 2, access: 1 },
  objects: [{ role: 'bodies', key: 'x/bodies.0.zst', bytes: 10, sha256: 'a'.repeat(64), frames: [0] }],
  replaced: [],
  syslog: { profile: 'rfc5424', compression: 'gzip', lines: 1, enterprise_number: 32_473 },
  root: `${'A'.repeat(43)}=`,
  consistency: [],
  vkey: 'a+b+c',
  kept_from: null,
  previous: null,
};

test('a manifest has one text; every other spelling, and every contradiction in it, is refused', () => {
  const text = printManifest(manifest);
  assert.deepEqual(parseManifest(text), manifest);
  fc.assert(
    fc.property(fc.nat(text.length - 1), fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 1 }), (at, character) => {
      const other = text.slice(0, at) + character + text.slice(at + 1);
      if (other === text) return;
      let parsed: Manifest | null = null;
      try {
        parsed = parseManifest(other);
      } catch {
        // Refused in words is well, too.
      }
      if (parsed) assert.notDeepEqual(parsed, manifest, 'what parses alike is the same text');
    }),
    { numRuns: 1_500 },
  );
  for (const wrong of [
    { count: 6 },
    { counts: { change: 4 } },
    { removed: [[12, 11]] },
    { removed: [[11, 99]] },
    {
      removed: [
        [11, 12],
        [12, 13],
      ],
    },
    { key: 'elsewhere/manifest.json' },
    { day: '2026-02-30', key: manifestKey({ ...place, day: '2026-02-30' }) },
    { format: 2 },
    { extra: 1 },
  ])
    assert.throws(() => parseManifest(printManifest({ ...manifest, ...wrong } as unknown as Manifest)), JSON.stringify(wrong));
  assert.throws(() => parseManifest(`${text}\n`));
  assert.throws(() => parseManifest(JSON.stringify(JSON.parse(text), null, 1)));
});

test('days follow one another through leap years, and months go back to the last of a short one', () => {
  assert.deepEqual(['2028-02-28', '2028-02-29', '2026-12-31'].map(dayAfter), ['2028-02-29', '2028-03-01', '2027-01-01']);
  assert.deepEqual(
    [monthsBefore('2026-03-31', 1), monthsBefore('2026-11-26', 24), monthsBefore('2028-02-29', 12)],
    ['2026-02-28', '2024-11-26', '2027-02-28'],
  );
  assert.deepEqual(['2026-02-30', '2026-1-1', 'today', ''].map(isDay), [false, false, false, false]);
  fc.assert(
    fc.property(fc.date({ min: new Date(0), max: new Date('2200-01-01'), noInvalidDate: true }), (at) => isDay(dayOf(at.getTime()))),
  );
});
