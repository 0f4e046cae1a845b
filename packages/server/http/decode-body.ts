import { constants, createGunzip, createZstdDecompress } from 'node:zlib';
import type { Gunzip, ZstdDecompress } from 'node:zlib';
import { Problem } from '../base/problem.ts';
import { Turns } from '../base/turns.ts';
import type { BodyShare } from './body-budget.ts';
import type { ContentCoding } from './content-coding.ts';
import { tooLarge } from './read-body.ts';

const decoders = {
  gzip: () => createGunzip({ chunkSize }),
  // A window of 8 MiB is what RFC 9659 allows on the web; a frame that wants more is refused before it is allocated.
  zstd: () => createZstdDecompress({ chunkSize, params: { [constants.ZSTD_d_windowLogMax]: 23 } }),
} as const satisfies Partial<Record<ContentCoding, () => Gunzip | ZstdDecompress>>;

const chunkSize = 64 * 1024;
/** Each part needs a decoder of its own; nobody who means well sends more. */
const mostParts = 256;

/**
 * Undoes the coding of a body that was read whole: at most `limitBytes`, or `request_too_large` after the first byte
 * beyond. Works in the thread pool, chunk by chunk, two bodies at a time, so that neither bombs nor large imports hold
 * up the event loop, the disk or sign-ins. Every byte that was sent is part of what was decoded, or the body is
 * refused: several gzip members or zstd frames are one body, and nothing may follow them.
 */
export class BodyDecoder {
  readonly #turns: Turns;

  constructor() {
    this.#turns = new Turns({ atOnce: 2, waiting: 256, waitingOfOne: 64, waitMs: 10_000 });
  }

  async decode(
    coding: Exclude<ContentCoding, 'identity'>,
    sent: Buffer,
    limitBytes: number,
    share: BodyShare,
    owner: string,
  ): Promise<Buffer<ArrayBuffer>> {
    return this.#turns.run(owner, () => decode(coding, sent, limitBytes, share));
  }
}

async function decode(
  coding: Exclude<ContentCoding, 'identity'>,
  sent: Buffer,
  limitBytes: number,
  share: BodyShare,
): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  let from = 0;
  for (let parts = 0; from < sent.length || parts === 0; parts++) {
    if (parts === mostParts) throw broken(coding, `It has more than ${mostParts} parts.`);
    const decoder = decoders[coding]();
    decoder.end(sent.subarray(from));
    try {
      for await (const chunk of decoder as AsyncIterable<Buffer>) {
        sizeBytes += chunk.length;
        if (sizeBytes > limitBytes) throw tooLarge(limitBytes);
        share.take(chunk.length);
        chunks.push(chunk);
      }
    } catch (error) {
      throw error instanceof Problem ? error : broken(coding, whatIsWrong(error), error);
    } finally {
      decoder.destroy();
    }
    // The library ends quietly where a gzip member is followed by zeros, or a zstd frame by anything.
    if (decoder.bytesWritten === 0 || (coding === 'gzip' && from + decoder.bytesWritten < sent.length))
      throw broken(coding, 'Something follows its end.');
    from += decoder.bytesWritten;
  }
  return Buffer.concat(chunks, sizeBytes);
}

function whatIsWrong(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'Z_BUF_ERROR') return 'It ends too early.';
  if (code === 'ZSTD_error_frameParameter_windowTooLarge') return 'Its window is larger than 8 MiB.';
  return 'It is damaged, or something else follows its end.';
}

function broken(coding: ContentCoding, detail: string, cause?: unknown): Problem {
  return new Problem('content_encoding_invalid', { detail: `The body is not ${coding}: ${detail}` }, { cause });
}
