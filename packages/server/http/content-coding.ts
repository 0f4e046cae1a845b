import { Problem } from '../base/problem.ts';
import type { AppContext } from './context.ts';

/** What a body of events may be sent as; the names of the IANA registry. */
export const contentCodings = ['gzip', 'zstd', 'identity'] as const;
export type ContentCoding = (typeof contentCodings)[number];

/** The one coding of the body. Several on top of each other are refused, for each layer multiplies what a few bytes can become. */
export function contentCodingOf(c: AppContext, allowed: readonly ContentCoding[]): ContentCoding {
  const given = (c.req.header('content-encoding') ?? '').trim().toLowerCase();
  const named = given === '' ? 'identity' : given === 'x-gzip' ? 'gzip' : given;
  const coding = allowed.find((one) => one === named);
  if (coding === undefined) {
    const detail =
      allowed.length > 1
        ? `A body may be sent as ${allowed.join(', ')}, one of them.`
        : 'Send this body as it is, without Content-Encoding; only the bodies of POST /v1/events may be compressed.';
    throw new Problem('content_encoding_unsupported', { detail, expected: [...allowed] });
  }
  return coding;
}
