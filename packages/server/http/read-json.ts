import { Problem } from '../base/problem.ts';
import { BodyBudget } from './body-budget.ts';
import { contentCodingOf } from './content-coding.ts';
import type { AppContext } from './context.ts';
import { readBody } from './read-body.ts';

/** Enough for every route but the one that takes events, which reads its body itself. */
const mostBytes = 64 * 1024;

/** Of all such bodies together: strangers send them, so they share no room with events. */
const budget = new BodyBudget(16 * 1024 * 1024);

/** Reads a small JSON body; refuses other types, encodings and anything over 64 KiB before it is held in memory. */
export async function readJson(c: AppContext): Promise<unknown> {
  const type = (c.req.header('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new Problem('content_type_unsupported', { detail: 'Send the body as application/json.' });
  contentCodingOf(c, ['identity']);
  const share = budget.open(c.var.clientIp ?? '');
  try {
    const bytes = await readBody(c, mostBytes, share);
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    throw new Problem('json_invalid', {}, { cause });
  } finally {
    share.close();
  }
}
