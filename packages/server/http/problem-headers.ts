import type { Problem } from '../base/problem.ts';

/** The headers that go with a problem's body. */
export function problemHeaders({ code, details }: Problem): Record<string, string> {
  return {
    'content-type': 'application/problem+json',
    ...(details.retryAfterSeconds !== undefined && { 'retry-after': String(Math.ceil(details.retryAfterSeconds)) }),
    ...(code === 'unauthenticated' && { 'www-authenticate': 'Bearer realm="annals"' }),
    ...(code === 'request_malformed' && { connection: 'close' }),
    ...(details.sizeBytes !== undefined && { 'content-range': `bytes */${details.sizeBytes}` }),
    // RFC 7694: what the body may be sent as instead.
    ...(code === 'content_encoding_unsupported' && details.expected && { 'accept-encoding': details.expected.join(', ') }),
  };
}
