import { z } from 'zod';
import { route } from './route.ts';

/** What a checker needs who trusts nobody: checkpoint, key, tiles and leaf entries of one organisation (docs/files.md). */

const organisation = z.string().min(1).max(256).optional().describe('Id or slug; needed when the key or user has more than one.');
const count = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const hashesOnly = { none: 'answers with hashes and signatures, which say nothing about any event' } as const;

export const getCheckpoint = route({
  id: 'getCheckpoint',
  method: 'get',
  path: '/v1/ledger/checkpoint',
  summary: 'Read the last signed checkpoint',
  description:
    'A C2SP signed note: origin, number of events, root of their tree. Keep it: every later checkpoint must extend it. Not there before the first event, and up to a second after it.',
  access: 'ledger:read',
  audit: hashesOnly,
  query: z.strictObject({ organisation }),
  responses: { 200: { description: 'The note', contentType: 'text/plain' } },
  problems: ['not_found', 'organisation_required', 'parameter_invalid'],
});

export const getVerifierKey = route({
  id: 'getVerifierKey',
  method: 'get',
  path: '/v1/ledger/key',
  summary: 'Read the verifier key',
  description:
    'The public key of the organisation’s log, as `origin+id+base64`. Note it once and compare it later: who gives you the checkpoint could also give you a key.',
  access: 'ledger:read',
  audit: hashesOnly,
  query: z.strictObject({ organisation }),
  responses: { 200: { description: 'The verifier key, one line', contentType: 'text/plain' } },
  problems: ['not_found', 'organisation_required', 'parameter_invalid'],
});

export const getTile = route({
  id: 'getTile',
  method: 'get',
  path: '/v1/ledger/tile',
  summary: 'Read a hash tile',
  description:
    'Up to 256 hashes of 32 bytes, named as in C2SP tlog-tiles: `tile/0/x001/067`, `tile/1/000.p/5`. Only hashes under the last signed checkpoint.',
  access: 'ledger:read',
  audit: hashesOnly,
  query: z.strictObject({ organisation, path: z.string().max(64) }),
  responses: { 200: { description: 'The hashes', contentType: 'application/octet-stream' } },
  problems: ['not_found', 'organisation_required', 'parameter_invalid'],
});

export const mostLedgerEntries = 1000;

export const listLedgerEntries = route({
  id: 'listLedgerEntries',
  method: 'get',
  path: '/v1/ledger/entries',
  summary: 'Read leaf entries',
  description: `The bytes the tree commits to, of [from, to), at most ${mostLedgerEntries}: event code, outcome, time, types and salted digests, no personal value. SHA-256(00 ‖ entry) is the leaf.`,
  access: 'ledger:read',
  audit: { event: 'annals.view' },
  query: z.strictObject({ organisation, from: count, to: count }),
  responses: {
    200: {
      description: 'Entries by sequence; fewer than asked when there are fewer',
      schema: z.object({
        entries: z.array(z.object({ sequence: z.int(), entry: z.string().describe('base64') })),
        removed: z
          .array(z.object({ from: z.int(), to: z.int() }))
          .describe('sequences of the range without an entry: retention removed the event, its leaf is in the tiles'),
        size: z.int().describe('events in the ledger'),
      }),
    },
  },
  problems: ['not_found', 'organisation_required', 'parameter_invalid', 'audit_unavailable'],
});

export const getInclusion = route({
  id: 'getInclusion',
  method: 'get',
  path: '/v1/ledger/inclusion',
  summary: 'Read the proof of one event',
  description:
    'All that a checker needs for one event: its entry, the path from its leaf to the root, and the signed checkpoint of that root. Each disclosure hashes to a digest in the entry and holds the values of a group; they are there for who may read events. Needs `events:read` or `ledger:read`. Not there until a checkpoint covers the event, up to a second after it.',
  access: 'principal',
  audit: { event: 'annals.view' },
  query: z.strictObject({ organisation, sequence: count }),
  responses: {
    200: {
      description: 'The proof',
      schema: z
        .object({
          sequence: z.int(),
          entry: z.string().nullable().describe('base64; SHA-256(00 ‖ entry) is the leaf. Null: retention removed the event.'),
          leaf_hash: z.string().describe('base64'),
          disclosures: z.record(z.string(), z.string()).nullable().describe('RFC 9901 disclosures by group, of the groups that are there.'),
          size: z.int().describe('events under the checkpoint'),
          proof: z.array(z.string()).describe('base64 hashes, the sibling of the leaf first'),
          checkpoint: z.string().describe('C2SP signed note'),
          key: z.string().describe('verifier key, `origin+id+base64`; compare it with the one you noted'),
        })
        .meta({ id: 'Inclusion' }),
    },
  },
  problems: ['forbidden', 'not_found', 'organisation_required', 'parameter_invalid', 'audit_unavailable'],
});
