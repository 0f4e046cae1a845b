import { promisify } from 'node:util';
import { constants, gzip, zstdCompress } from 'node:zlib';
import type { AppContext } from './context.ts';

/** Below that a header costs more than is saved. */
export const leastBytes = 1_024;

const gzipped = promisify(gzip);
const zstandard = promisify(zstdCompress);

/** In the order in which they are taken: zstd costs a third of gzip's processor. Both run in the pool of threads. */
export const codings = {
  zstd: (body: Uint8Array, level = 1) => zstandard(body, { params: { [constants.ZSTD_c_compressionLevel]: level } }),
  gzip: (body: Uint8Array, level = 1) => gzipped(body, { level }),
} as const;
export type Coding = keyof typeof codings;

/**
 * Compresses a JSON answer to a reading request, when the client takes it. Streams (events as they come, exports, files)
 * are of other types and pass as they are; so does what was just made, which may hold a secret beside a stranger's words.
 */
export async function compressAnswer(c: AppContext): Promise<void> {
  const { res } = c;
  if (c.req.method !== 'GET' || res.status !== 200 || res.headers.get('content-type')?.startsWith('application/json') !== true) return;
  if (!c.req.path.startsWith('/v1/') || res.headers.has('content-encoding')) return;
  if (!res.headers.has('vary')) res.headers.set('vary', 'Accept-Encoding');
  const coding = codingOf(c.req.header('accept-encoding'));
  if (coding === null) return;
  const body = new Uint8Array(await res.arrayBuffer());
  const small = body.length < leastBytes ? null : await codings[coding](body);
  const headers = new Headers(res.headers);
  headers.delete('content-length');
  if (small !== null) headers.set('content-encoding', coding);
  // Without this the headers of the old answer would be put into the new one.
  c.res = undefined;
  c.res = new Response(small === null ? body : new Uint8Array(small), { status: 200, headers });
}

/** What is accepted with any weight but 0; only what is named. */
export function codingOf(accept: string | undefined): Coding | null {
  const accepted = new Set(
    (accept ?? '').split(',').flatMap((one) => {
      const [name = '', ...parameters] = one
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/);
      return parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter)) ? [] : [name];
    }),
  );
  return (Object.keys(codings) as Coding[]).find((name) => accepted.has(name)) ?? null;
}
