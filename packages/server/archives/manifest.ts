import { createHash } from 'node:crypto';
import { jcs } from '@annals/events';
import { MalformedError } from '@annals/ledger';
import { z } from 'zod';
import { isDay } from './days.ts';

/**
 * The manifest of a delivery: what was delivered of an organisation's day, and what proves that it is all of it
 * (docs/archive.md). It is put last, so that what it names is there; its bytes are RFC 8785 and never change.
 */

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const key = z.string().min(1).max(1024);
const base64Hash = z.string().regex(/^[A-Za-z0-9+/]{43}=$/);
const dayForm = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

/** What an object is. `entries` and `keys` stand beside `sealed` bodies, in place of `bodies`. */
export const roles = ['syslog', 'bodies', 'sealed', 'keys', 'entries', 'tiles', 'checkpoint'] as const;
export type ObjectRole = (typeof roles)[number];

const object = z.strictObject({
  role: z.enum(roles),
  key,
  bytes: count,
  sha256: hash,
  /** Byte offset of each zstd frame, of 1,024 events but the last. */
  frames: z.array(count).optional(),
  /** Object Lock. */
  locked_until: z.string().optional(),
});
export type ManifestObject = z.output<typeof object>;

const schema = z.strictObject({
  format: z.literal(1),
  annals: z.string(),
  organisation: z.uuid(),
  day: dayForm,
  generation: count,
  key,
  made_at: z.string(),
  first: count,
  count,
  /** Sequences [from, to) whose bodies retention had removed before: their leaves are in the tiles, and nothing else of them is anywhere. */
  removed: z.array(z.tuple([count, count])),
  /** Events that have a body, by category. */
  counts: z.record(z.string(), count),
  objects: z.array(object),
  /** Objects of earlier days whose bodies were rewritten since: what counts in their place, and the event that caused it. */
  replaced: z.array(z.strictObject({ key, by: object, cause: z.string() })),
  syslog: z.strictObject({
    profile: z.enum(['rfc5424', 'lightrun']),
    compression: z.enum(['gzip', 'zstd', 'none']),
    /** Of each event. */
    lines: count,
    enterprise_number: count,
  }),
  /** base64 RFC 6962 root of the tree of first + count leaves. */
  root: base64Hash,
  /** RFC 6962 consistency proof from that tree to the one of the checkpoint. */
  consistency: z.array(base64Hash),
  vkey: z.string(),
  /** Days before it may have been removed. */
  kept_from: dayForm.nullable(),
  previous: z.strictObject({ key, sha256: hash }).nullable(),
});
export type Manifest = z.output<typeof schema>;

export const mostManifestBytes = 64 * 1024 * 1024;

export const printManifest = (manifest: Manifest): string => jcs(manifest);

/** Refuses every text but the one that {@link printManifest} makes of what it says. */
export function parseManifest(text: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new MalformedError('it is not JSON');
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new MalformedError(`${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'is not what it must be'}`);
  }
  if (jcs(parsed.data) !== text) throw new MalformedError('it is not RFC 8785');
  const manifest = parsed.data;
  if (manifest.key !== manifestKey(manifest)) throw new MalformedError('its key is not that of its organisation, day and generation');
  if (!isDay(manifest.day)) throw new MalformedError('its day is none');
  const counted = Object.values(manifest.counts).reduce((sum, n) => sum + n, 0);
  const end = manifest.first + manifest.count;
  let at = manifest.first;
  for (const [from, to] of manifest.removed) {
    if (from < at || to <= from || to > end) throw new MalformedError('its removed events are out of order');
    at = to + 1;
  }
  const bodies = manifest.count - removedOf(manifest);
  if (counted !== bodies) throw new MalformedError(`its categories count ${counted} events, not ${bodies}`);
  return manifest;
}

/** How many events have no body. */
export const removedOf = ({ removed }: Pick<Manifest, 'removed'>): number => removed.reduce((sum, [from, to]) => sum + to - from, 0);

export interface DayPlace {
  organisation: string;
  /** UTC, `2026-11-24`. */
  day: string;
  generation: number;
}

/** Below the archive's prefix. */
export const folderOf = ({ organisation, day, generation }: DayPlace): string =>
  `${organisation}/${day.replaceAll('-', '/')}/${generation}/`;

export const manifestKey = (place: DayPlace): string => `${folderOf(place)}manifest.json`;

/** Beside the manifest: a note that the organisation's log signed, so that nobody who can write to the bucket can rewrite one. */
export const signatureKey = (place: DayPlace): string => `${folderOf(place)}manifest.sig`;

/**
 * What is signed. Its second line is no size, so that no reader of checkpoints takes it for one.
 * `manifest` is the text as it is stored.
 */
export const signedText = (origin: string, key: string, manifest: string): string =>
  `${origin}\nannals archive manifest\n${key}\n${sha256Of(manifest)}\n`;

export const sha256Of = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
