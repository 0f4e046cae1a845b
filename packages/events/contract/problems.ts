import { archiveProblems } from './problems-archive.ts';
import { exportProblems } from './problems-exports.ts';
import { retentionProblems } from './problems-retention.ts';
import { viewProblems } from './problems-views.ts';

/**
 * Every problem the API can answer with: one table. The server raises codes of it, docs/errors.md is printed from it,
 * a test holds the two together. Codes are API: a code keeps its meaning and its status for ever.
 */

export interface ProblemKind {
  /** HTTP status; for a code that only appears inside a receipt, the status a lone event with it would have. */
  status: number;
  /** One line for people; the same for every occurrence. */
  title: string;
  /** When it happens and what to do about it. */
  meaning: string;
  /** True when the same request may succeed later: the answer carries Retry-After. */
  retry?: true;
}

export const problems = {
  // Asking
  query_invalid: {
    status: 400,
    title: 'The query cannot be read',
    meaning: '`q` does not follow the query language. `position` marks the place, `expected` says what may stand there.',
  },
  cursor_invalid: {
    status: 400,
    title: 'The cursor is not valid here',
    meaning: 'The cursor was not made by this installation for this organisation, query and order. Start again without one.',
  },
  parameter_invalid: {
    status: 400,
    title: 'A parameter is not valid',
    meaning: 'A path or query parameter is missing, unknown or of the wrong form; `errors` names each.',
  },
  query_too_large: { status: 400, title: 'The query is too long', meaning: '`q` is longer than 4 KiB, or what the server is set to.' },
  query_too_expensive: {
    status: 422,
    title: 'The query costs too much',
    meaning: 'The query went over its limit of time or memory. Narrow the range of time or the words.',
  },

  too_many_tails: {
    status: 429,
    title: 'Too many open tails',
    meaning: 'As many tails are open as the installation allows. Close one, or repeat after the seconds in Retry-After.',
    retry: true,
  },

  // HTTP itself
  request_malformed: {
    status: 400,
    title: 'This is not HTTP',
    meaning: 'The request cannot be read as HTTP/1.1, or could be read in two ways. The connection is closed.',
  },
  request_timeout: {
    status: 408,
    title: 'The request took too long',
    meaning: 'Header or body did not arrive in the time that is allowed. The connection is closed.',
  },
  header_too_large: {
    status: 431,
    title: 'The header is too large',
    meaning: 'Request line and header together have more than 16 KiB, or the header has more than 100 fields.',
  },

  // Who asks
  unauthenticated: {
    status: 401,
    title: 'Sign in or send a key',
    meaning: 'No valid session cookie or API key came with the request; it may be wrong, expired or revoked.',
  },
  sign_in_failed: {
    status: 401,
    title: 'E-mail or password is wrong',
    meaning: 'The pair of e-mail and password is not known. The answer is the same for an account that does not exist.',
  },
  too_many_attempts: {
    status: 429,
    title: 'Too many tries to sign in',
    meaning: 'This account or this address failed too often. Repeat after the seconds in Retry-After.',
    retry: true,
  },
  too_many_requests: {
    status: 429,
    title: 'Too many requests',
    meaning: 'The server is busy with as many costly requests as it allows. Repeat after the seconds in Retry-After.',
    retry: true,
  },
  forbidden: {
    status: 403,
    title: 'Not allowed',
    meaning: 'You are known, and may see that this exists, but your role or the scopes of your key do not allow this.',
  },
  origin_forbidden: {
    status: 403,
    title: 'The request comes from another site',
    meaning: 'A browser sent a change with a session cookie from another site (Origin, Sec-Fetch-Site); only the portal itself may.',
  },
  setup_done: {
    status: 409,
    title: 'Annals is already set up',
    meaning: 'The first administrator exists. Sign in, or let an administrator add you.',
  },
  setup_token_invalid: {
    status: 403,
    title: 'The setup link is not valid',
    meaning: 'The link was used, is older than 30 minutes, or is not of this start. Restart the server for a new one.',
  },

  // What is asked for
  not_found: { status: 404, title: 'Not found', meaning: 'There is no such thing, or it is not yours: the two are not told apart.' },
  organisation_unknown: {
    status: 422,
    title: 'Unknown organisation',
    meaning: '`organisation` is neither the id nor the slug of an organisation this key or user may name. Events never create one.',
  },
  organisation_required: {
    status: 422,
    title: 'Say which organisation',
    meaning: 'The key or user has more than one organisation: give `organisation` (id or slug).',
  },
  organisation_closed: {
    status: 409,
    title: 'The organisation is closed',
    meaning: 'A closed organisation can be read, exported and proved, but takes no events and no changes.',
  },
  email_taken: {
    status: 409,
    title: 'The e-mail is taken',
    meaning: 'A user with this e-mail exists; letter case does not make a difference.',
  },
  last_admin: {
    status: 409,
    title: 'The last admin stays',
    meaning: 'An organisation and the installation each keep at least one admin. Name another one first.',
  },
  password_wrong: {
    status: 403,
    title: 'The present password is wrong',
    meaning: 'To change your password you give the present one, too.',
  },

  // Bodies
  json_invalid: {
    status: 400,
    title: 'The body is not JSON',
    meaning:
      'The body cannot be parsed, is not UTF-8, or is JSON that JavaScript would bend (duplicate keys, integers beyond 2^53, lone surrogates).',
  },
  content_type_unsupported: {
    status: 415,
    title: 'Unsupported content type',
    meaning: 'Send `application/json`; events may also come as `application/x-ndjson`.',
  },
  content_encoding_unsupported: {
    status: 415,
    title: 'Unsupported content encoding',
    meaning:
      'Events may be sent with `Content-Encoding: gzip` or `zstd`, one of them; every other body as it is. `expected` and the header Accept-Encoding name what is allowed.',
  },
  content_encoding_invalid: {
    status: 400,
    title: 'The body cannot be decompressed',
    meaning:
      'The body is not what its Content-Encoding says: damaged, cut off, followed by something else, or with a zstd window over 8 MiB. Nothing of it was recorded.',
  },
  body_incomplete: {
    status: 400,
    title: 'The body did not arrive whole',
    meaning: 'The connection ended, or its time was up, before the end of the body. Nothing of it was recorded.',
  },
  validation_failed: {
    status: 422,
    title: 'The body is not valid',
    meaning: '`errors` names every wrong, missing or unknown field by JSON pointer.',
  },
  request_too_large: {
    status: 413,
    title: 'The request is too large',
    meaning: 'The body is over the limit of the route. Nothing of it was recorded.',
  },
  request_too_many_events: {
    status: 413,
    title: 'Too many events in one request',
    meaning: 'A request carries at most 10,000 events. Nothing of it was recorded.',
  },

  ...exportProblems,
  ...retentionProblems,
  ...archiveProblems,
  ...viewProblems,

  // Events
  event_invalid: {
    status: 422,
    title: 'The event is not valid',
    meaning: '`errors` names every wrong field by JSON pointer. The other events of the request are not affected.',
  },
  event_too_large: {
    status: 422,
    title: 'The event is too large',
    meaning: 'An event has at most 64 KiB, depth 16 and 256 keys an object.',
  },
  event_reserved: {
    status: 422,
    title: 'Reserved for the server',
    meaning: 'Events beginning `annals.` and the producer name `annals` can only be written by Annals itself.',
  },
  id_conflict: {
    status: 409,
    title: 'The id names another event',
    meaning: 'An event with this id is recorded with other content. Nothing is overwritten; give the new event its own id.',
  },
  idempotency_conflict: {
    status: 409,
    title: 'The Idempotency-Key was used for another body',
    meaning: 'A key binds the bytes of the first body for seven days. Use a new key for a new body.',
  },
  idempotency_key_invalid: {
    status: 400,
    title: 'The Idempotency-Key is not valid',
    meaning: 'An Idempotency-Key has 1 to 255 printable ASCII characters.',
  },

  ...retentionProblems,

  // The server's own state
  ledger_rolled_back: {
    status: 503,
    title: 'The ledger is behind what was signed',
    meaning:
      'The data directory holds less than the last signed checkpoint: it was restored or rolled back. The organisation takes no events until an admin continues it.',
  },
  ledger_intact: {
    status: 409,
    title: 'The ledger is whole',
    meaning: 'The ledger extends what was signed; there is nothing to continue.',
  },
  queue_full: {
    status: 503,
    title: 'The queue is full',
    meaning: 'More waits to be written than the limit. Nothing of this request was recorded; repeat after the seconds in Retry-After.',
    retry: true,
  },
  disk_full: {
    status: 507,
    title: 'The disk is full',
    meaning: 'Free space is under the watermark: events are not taken until there is room. Signing in and reading still work.',
    retry: true,
  },
  index_unavailable: {
    status: 503,
    title: 'Search is not available',
    meaning: 'The index is starting, being rebuilt or down. Recording goes on; repeat after the seconds in Retry-After.',
    retry: true,
  },
  audit_unavailable: {
    status: 503,
    title: 'The view cannot be recorded',
    meaning: 'Looking at events is itself an event; as it could not be recorded, nothing is shown.',
    retry: true,
  },
  internal: { status: 500, title: 'The server failed', meaning: 'An error of Annals itself. The log holds it under the request id.' },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof problems;

export const problemType = (code: ProblemCode): string => `urn:annals:error:${code}`;

/** The body of every answer that is not a success: RFC 9457, `application/problem+json`. */
export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  code: ProblemCode;
  detail: string;
  request_id: string;
  position?: { offset: number; length: number };
  expected?: string[];
  errors?: { pointer: string; code: string; detail: string }[];
}
