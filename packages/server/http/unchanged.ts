import { createHash, randomBytes } from 'node:crypto';
import type { AppContext } from './context.ts';

/** Another process may answer otherwise: its code or its index are other ones. */
const process = randomBytes(16);
/** Retention takes events out of the index without a new one coming: so long an answer may be held on to. */
const mostMs = 60_000;

const kept = { 'cache-control': 'private, no-cache', vary: 'Accept-Encoding, Authorization, Cookie' };

export interface Unchanged {
  /** Of the answer. */
  headers: Record<string, string>;
  /** The answer without a body, when the reader holds it already; else null. */
  answer: Response | null;
}

/**
 * The mark of an answer that follows from a question and from how far the index is: whoever sends it back is told that
 * nothing changed, without the engine being asked. A browser asks each time, so that each time it is decided who may
 * read, and the view is on record: call it after both. The mark says nothing of the reader, as the answer does not.
 */
export function unchanged(c: AppContext, organisation: string, question: object, reach: object, nowMs = Date.now()): Unchanged {
  const about = [c.req.path, organisation, question, reach, Math.floor(nowMs / mostMs)];
  const hash = createHash('sha256').update(process).update(JSON.stringify(about)).digest('base64url');
  // Weak: the same answer goes compressed and not.
  const etag = `W/"${hash.slice(0, 27)}"`;
  const headers = { etag, ...kept };
  const held = (c.req.header('if-none-match') ?? '').split(',').some((one) => one.trim() === etag);
  return { headers, answer: held ? c.body(null, 304, headers) : null };
}
