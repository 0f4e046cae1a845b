import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkedParquet, rowsOfFooter } from './parquet-rows.ts';

/** version 2, a schema of one element with a name, then num_rows. */
const footer = (rows: number): Buffer => {
  const zigzag: number[] = [];
  for (let left = rows * 2; ;) {
    const low = left % 128;
    left = Math.floor(left / 128);
    zigzag.push(left > 0 ? low | 128 : low);
    if (left === 0) break;
  }
  return Buffer.from([0x15, 4, 0x19, 0x1c, 0x48, 4, ...Buffer.from('root'), 0, 0x16, ...zigzag, 0]);
};
const fileOf = (rows: number): Buffer => {
  const end = footer(rows);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(end.length);
  return Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(50), end, length, Buffer.from('PAR1')]);
};

test('the number of rows of any file', () => {
  fc.assert(fc.property(fc.nat({ max: 2 ** 50 }), (rows) => assert.equal(rowsOfFooter(footer(rows)), rows)));
});

test('bytes that are no footer are an error, never a number made up or a hang', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      try {
        assert.equal(typeof rowsOfFooter(Buffer.from(bytes)), 'number');
      } catch (error) {
        assert.match(String(error), /Parquet/);
      }
    }),
  );
});

test('a file on its way keeps back its end until the count is right', async () => {
  const sent = async (rows: number, cut = 0): Promise<Buffer> => {
    const file = fileOf(7);
    const chunks: Buffer[] = [];
    const source = (async function* () {
      for (let at = 0; at < file.length - cut; at += 9) yield file.subarray(at, Math.min(at + 9, file.length - cut));
    })();
    for await (const chunk of checkedParquet(source, (found) => assert.equal(found, rows))) chunks.push(chunk);
    return Buffer.concat(chunks);
  };
  assert.ok((await sent(7)).equals(fileOf(7)));
  await assert.rejects(sent(8), assert.AssertionError);
  await assert.rejects(sent(7, 1), /Parquet/);
});
