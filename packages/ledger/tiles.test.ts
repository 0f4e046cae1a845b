import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { MalformedError } from './bytes.ts';
import { parseTilePath, tilePath, tilesOf } from './tiles.ts';

test('paths are those of tlog-tiles', () => {
  assert.equal(tilePath({ level: 0, index: 1_234_067, width: 256 }), 'tile/0/x001/x234/067');
  assert.equal(tilePath({ level: 1, index: 0, width: 1 }), 'tile/1/000.p/1');
  assert.equal(tilePath({ level: 63, index: 1000, width: 255 }), 'tile/63/x001/000.p/255');
});

test('a path is read back, and nothing else is a path', () => {
  fc.assert(
    fc.property(fc.nat(63), fc.nat({ max: 999_999_999_999 }), fc.integer({ min: 1, max: 256 }), (level, index, width) => {
      assert.deepEqual(parseTilePath(tilePath({ level, index, width })), { level, index, width });
    }),
  );
  for (const path of [
    'tile/0/0',
    'tile/00/000',
    'tile/0/x000/001',
    'tile/0/000.p/256',
    'tile/0/000.p/0',
    'tile/0/000.p/01',
    'tile/64/000',
    'tile/0/001/000',
    '/tile/0/000',
    'tile/0/../000',
    'tile/0/000\n',
  ]) {
    assert.throws(() => parseTilePath(path), MalformedError, path);
  }
});

test('a tree names its tiles, and since a smaller tree only those that grew', () => {
  assert.deepEqual(tilesOf(0), []);
  assert.deepEqual(
    tilesOf(70_000)
      .filter((tile) => tile.width < 256)
      .map(tilePath),
    ['tile/0/273.p/112', 'tile/1/001.p/17', 'tile/2/000.p/1'],
  );
  assert.deepEqual(tilesOf(70_000, 69_999).map(tilePath), ['tile/0/273.p/112']);
  assert.deepEqual(tilesOf(512, 300).map(tilePath), ['tile/0/001', 'tile/1/000.p/2']);
  assert.deepEqual(tilesOf(512, 512), []);
});
