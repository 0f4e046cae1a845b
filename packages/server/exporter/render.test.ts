import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { lineFormats, type RecordedEvent } from '@annals/events';
import fc from 'fast-check';
import { compressed, EventCursor, linesOf } from './render.ts';
import type { EventSource, SourceEvent } from './source.ts';

const event = (sequence: number): SourceEvent => ({
  event: { id: `e${sequence}`, organisation: 'o', sequence, actor: { type: 'system' } } as RecordedEvent,
  leafHash: '',
});

async function* sourceOf(sizes: readonly number[]): EventSource {
  let sequence = 0;
  for (const size of sizes) yield Array.from({ length: size }, () => event(sequence++));
}

const text = async (chunks: AsyncIterable<Uint8Array>): Promise<string> => {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all).toString();
};

test('files of at most so many events have every event once and in order, however the source cuts them', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(7), { maxLength: 8 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 5 }),
      async (sizes, most, atATime) => {
        const cursor = new EventCursor(sourceOf(sizes));
        const files: string[] = [];
        do {
          const writer = lineFormats['csv-raw'].writer({ columns: ['sequence'] });
          files.push(await text(linesOf(cursor, writer, { most, atATime, onEvents: () => undefined })));
        } while (!(await cursor.isAtEnd()));
        const total = sizes.reduce((sum, size) => sum + size, 0);
        assert.equal(files.length, Math.max(1, Math.ceil(total / most)));
        const rows = files.map((file) => file.trimEnd().split('\r\n'));
        for (const [head, ...lines] of rows) {
          assert.equal(head, '"sequence"', 'each file begins with the header');
          assert.ok(lines.length <= most);
        }
        assert.deepEqual(
          rows.flatMap((lines) => lines.slice(1)),
          Array.from({ length: total }, (_, at) => `"${at}"`),
        );
      },
    ),
    { numRuns: 60 },
  );
});

test('what is compressed is the same bytes again; an error of the source is the error of the whole', async () => {
  const chunks = Array.from({ length: 50 }, (_, at) => Buffer.from(`${at} `.repeat(3000)));
  const source = async function* (fails = false): AsyncGenerator<Buffer> {
    for (const [at, chunk] of chunks.entries()) {
      if (fails && at === 40) throw new Error('the source broke off');
      yield chunk;
    }
  };
  const collected = async (compression: 'none' | 'gzip' | 'zstd', fails = false): Promise<Buffer> => {
    const all: Uint8Array[] = [];
    for await (const chunk of compressed(source(fails), compression)) all.push(chunk);
    return Buffer.concat(all);
  };
  const plain = Buffer.concat(chunks);
  assert.ok((await collected('none')).equals(plain));
  assert.ok(gunzipSync(await collected('gzip')).equals(plain));
  assert.ok(zstdDecompressSync(await collected('zstd')).equals(plain));
  for (const compression of ['none', 'gzip', 'zstd'] as const) await assert.rejects(collected(compression, true), /broke off/);
});
