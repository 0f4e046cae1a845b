import { Problem } from '../base/problem.ts';
import type { AppContext } from './context.ts';

/** Enough for every route but the one that takes events, which reads its body itself. */
const mostBytes = 64 * 1024;

/** Reads a small JSON body; refuses other types, encodings and anything over 64 KiB before it is held in memory. */
export async function readJson(c: AppContext): Promise<unknown> {
  const type = (c.req.header('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new Problem('content_type_unsupported', { detail: 'Send the body as application/json.' });
  if (c.req.header('content-encoding')) throw new Problem('content_encoding_unsupported');
  const bytes = await readBytes(c, mostBytes);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (cause) {
    throw new Problem('json_invalid', {}, { cause });
  }
}

/** The body whole, at most `limitBytes`; also usable by routes that parse for themselves. */
export async function readBytes(c: AppContext, limitBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = (): Problem => new Problem('request_too_large', { detail: `The body may have at most ${limitBytes} bytes.` });
  if (Number(c.req.header('content-length') ?? 0) > limitBytes) throw tooLarge();
  const body = c.req.raw.body;
  if (!body) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    sizeBytes += value.byteLength;
    if (sizeBytes > limitBytes) {
      await reader.cancel();
      throw tooLarge();
    }
    chunks.push(value);
  }
  const whole = new Uint8Array(sizeBytes);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}
