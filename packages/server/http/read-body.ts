import { Readable } from 'node:stream';
import { Problem } from '../base/problem.ts';
import type { BodyShare } from './body-budget.ts';
import type { AppContext } from './context.ts';

/**
 * The body whole, as it was sent: at most `limitBytes`, each byte taken from the budget before it is kept.
 * A sender who goes away or is too slow is a `body_incomplete`: nothing of a half body is ever looked at.
 * A body that finds no room is let pass unread before it is refused: its sender hears why, and keeps the connection.
 */
export async function readBody(c: AppContext, limitBytes: number, share: BodyShare): Promise<Buffer<ArrayBuffer>> {
  if (Number(c.req.header('content-length') ?? 0) > limitBytes) throw tooLarge(limitBytes);
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  let refused: Error | null = null;
  for await (const chunk of chunksOf(c)) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > limitBytes) throw tooLarge(limitBytes);
    if (refused) continue;
    try {
      share.take(chunk.byteLength);
      chunks.push(chunk);
    } catch (error) {
      refused = error as Error;
      chunks.length = 0;
      share.close();
    }
  }
  if (refused) throw refused;
  return Buffer.concat(chunks, sizeBytes);
}

export function tooLarge(limitBytes: number): Problem {
  return new Problem('request_too_large', { detail: `The body may have at most ${limitBytes} bytes.` });
}

/** Leaving early keeps the connection: the answer still has to go out on it. */
async function* chunksOf(c: AppContext): AsyncGenerator<Uint8Array> {
  const incoming: unknown = c.env?.incoming;
  const source = incoming instanceof Readable ? incoming.iterator({ destroyOnReturn: false }) : (c.req.raw.body ?? []);
  try {
    for await (const chunk of source as AsyncIterable<Uint8Array>) yield chunk;
  } catch (cause) {
    throw new Problem('body_incomplete', {}, { cause });
  }
}
