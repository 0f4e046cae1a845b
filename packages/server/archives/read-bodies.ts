import type { BatchContent } from '@annals/ledger';
import { secretBytes } from '@annals/ledger';
import { decodeFrame } from '../segments/bodies.ts';
import { eventsInFrame } from '../segments/list.ts';
import type { ManifestObject } from './manifest.ts';
import { keyBytes, openEvent, splitSealed } from './sealed-bodies.ts';

/** The events of a delivered day, a frame after the other, in constant memory. Throws in plain words at the first that cannot be read. */
export async function* readFrames(
  chunks: AsyncIterable<Uint8Array>,
  { frames = [], bytes }: ManifestObject,
  count: number,
): AsyncIterable<BatchContent> {
  let held: Uint8Array[] = [];
  let length = 0;
  let frame = 0;
  for await (const chunk of chunks) {
    held.push(chunk);
    length += chunk.length;
    for (; frame < frames.length; frame++) {
      const size = (frames[frame + 1] ?? bytes) - frames[frame]!;
      if (length < size) break;
      const whole = Buffer.concat(held);
      yield await frameOf(whole.subarray(0, size), Math.min(eventsInFrame, count - frame * eventsInFrame), frame);
      held = [whole.subarray(size)];
      length -= size;
    }
  }
  if (frame < frames.length || frames.length !== Math.ceil(count / eventsInFrame)) throw new Error(`it ends within frame ${frame}`);
}

async function frameOf(bytes: Buffer, count: number, frame: number): Promise<BatchContent> {
  try {
    return await decodeFrame(bytes, count);
  } catch (error) {
    throw new Error(`frame ${frame} cannot be read: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** The same of sealed bodies; an event whose key is gone has an empty line. */
export async function* readSealed(chunks: AsyncIterable<Uint8Array>, keys: Uint8Array): AsyncIterable<BatchContent> {
  let [lines, secrets]: [string[], Uint8Array[]] = [[], []];
  let at = 0;
  for await (const sealed of splitSealed(chunks)) {
    const key = keys.subarray(at * keyBytes, (at + 1) * keyBytes);
    if (key.length !== keyBytes) throw new Error('there are more events than keys');
    if (key.every((byte) => byte === 0)) {
      lines.push('');
      secrets.push(new Uint8Array(secretBytes));
    } else {
      const { line, secret } = openSealed(key, sealed, at);
      lines.push(line);
      secrets.push(secret);
    }
    at++;
    if (lines.length === eventsInFrame) {
      yield { lines, secrets: Buffer.concat(secrets) };
      [lines, secrets] = [[], []];
    }
  }
  if (at * keyBytes !== keys.length) throw new Error(`there are ${keys.length / keyBytes} keys for ${at} events`);
  if (lines.length > 0) yield { lines, secrets: Buffer.concat(secrets) };
}

function openSealed(key: Uint8Array, sealed: Buffer, at: number): { secret: Uint8Array; line: string } {
  try {
    return openEvent(key, sealed);
  } catch (error) {
    throw new Error(`event ${at} of it does not open with its key`, { cause: error });
  }
}
