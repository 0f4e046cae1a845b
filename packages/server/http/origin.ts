import { Problem } from '../base/problem.ts';
import type { AppContext } from './context.ts';

const safe = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses a change that another site makes a browser send. Browsers put Origin on every such request; programs that
 * send neither Origin nor Sec-Fetch-Site are not browsers, and nobody can make them carry a foreign cookie.
 * Requests with a key are exempt: a browser never adds one by itself.
 */
export function checkOrigin(c: AppContext, publicUrl: string | null): void {
  if (safe.has(c.req.method) || c.req.header('authorization') !== undefined) return;
  const origin = c.req.header('origin');
  if (origin !== undefined) {
    if (!isOwn(origin, c.req.header('host'), publicUrl)) throw new Problem('origin_forbidden');
    return;
  }
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new Problem('origin_forbidden');
}

function isOwn(origin: string, host: string | undefined, publicUrl: string | null): boolean {
  if (publicUrl !== null && origin === publicUrl) return true;
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}
