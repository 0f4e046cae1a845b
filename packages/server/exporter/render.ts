import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { createGzip, createZstdCompress } from 'node:zlib';
import type { ExportCompression, LineWriter } from '@annals/events';
import type { EventSource, SourceEvent } from './source.ts';

const chunkChars = 128 * 1024;

/** Events of a source, so many at a time; several files of one export take from the same. */
export class EventCursor {
  readonly #source: EventSource;
  #events: SourceEvent[] = [];
  #ended = false;

  constructor(source: EventSource) {
    this.#source = source;
  }

  /** At most `most`, at least one; empty at the end. */
  async take(most: number): Promise<SourceEvent[]> {
    while (this.#events.length === 0 && !this.#ended) {
      const step = await this.#source.next();
      if (step.done === true) this.#ended = true;
      else this.#events = step.value;
    }
    if (this.#events.length <= most) {
      const all = this.#events;
      this.#events = [];
      return all;
    }
    const some = this.#events.slice(0, most);
    this.#events = this.#events.slice(most);
    return some;
  }

  async isAtEnd(): Promise<boolean> {
    const [next] = await this.take(1);
    if (next !== undefined) this.#events.unshift(next);
    return next === undefined;
  }
}

/** One file: the header, then the line of each event, until there are no more or the file has `most`. */
export async function* linesOf(
  cursor: EventCursor,
  writer: LineWriter,
  { most, atATime, onEvents }: { most: number | null; atATime: number; onEvents(events: readonly SourceEvent[]): void },
): AsyncGenerator<Buffer> {
  let text = writer.header;
  let left = most ?? Infinity;
  while (left > 0) {
    const events = await cursor.take(Math.min(left, atATime));
    if (events.length === 0) break;
    left -= events.length;
    for (const { event, leafHash } of events) text += writer.line(event, leafHash);
    onEvents(events);
    if (text.length < chunkChars) continue;
    yield Buffer.from(text);
    text = '';
  }
  if (text !== '') yield Buffer.from(text);
}

/** Compressed as one gzip member or zstd frame; an error of the source is the error of this. */
export async function* compressed(chunks: AsyncIterable<Uint8Array>, compression: ExportCompression): AsyncGenerator<Uint8Array> {
  if (compression === 'none') {
    yield* chunks;
    return;
  }
  const compressor = compression === 'gzip' ? createGzip() : createZstdCompress();
  const piping = pipeline(Readable.from(chunks, { objectMode: false }), compressor);
  // Told by the loop below, which the same error ends.
  piping.catch(() => undefined);
  for await (const chunk of compressor) yield chunk as Buffer;
  await piping;
}
