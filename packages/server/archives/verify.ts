import type { Source } from '../destinations/destination.ts';
import { DestinationError } from '../destinations/errors.ts';
import { Bad, type BadKind } from './bad.ts';
import { checkDay, type Place } from './check-day.ts';
import { collect, type Copy, type Found } from './collect.ts';
import { dayAfter } from './days.ts';

export interface VerifyOptions {
  /** Verifier key by which the archive is judged; without it the manifest's own is taken, and that is said. */
  vkey: string | null;
  /** Only this organisation; null: all that are there. */
  organisation: string | null;
  onDay(progress: { organisation: string; day: string; generation: number; events: number }): void;
}

export interface VerifiedOrganisation {
  organisation: string;
  firstDay: string;
  lastDay: string;
  /** First sequence, and the one behind the last. */
  first: number;
  end: number;
  deliveries: number;
  /** base64 root of the tree of `end` leaves. */
  root: string;
  vkey: string;
  /** Whether the key was given by who asks, or comes from the archive itself. */
  keyFrom: 'given' | 'manifest';
}

export interface Verdict {
  ok: boolean;
  organisations: VerifiedOrganisation[];
  /** The first bad thing, and its key. */
  bad: { kind: BadKind; key: string; detail: string } | null;
  /** Objects that no manifest names; not wrong, but not proved either. */
  strangers: string[];
}

/**
 * Checks any copy of an archive with nothing but the copy: every day there, every hash right, the chain of manifests
 * unbroken, every sequence once, every leaf made anew, every tree under a signed checkpoint. Stops at the first bad
 * thing. What no copy can show is that later days were cut off its end: compare `lastDay` and `root` with what you know.
 * Throws {@link DestinationError} when the copy cannot be reached.
 */
export async function verifyArchive(source: Source, options: VerifyOptions): Promise<Verdict> {
  const organisations: VerifiedOrganisation[] = [];
  let strangers: string[] = [];
  try {
    const copy = await collect(source);
    ({ strangers } = copy);
    const chosen = [...copy.organisations].filter(([id]) => options.organisation === null || id === options.organisation);
    if (chosen.length === 0) throw new Bad('empty', source.name, 'there is no manifest of an archived day');
    for (const [organisation, found] of chosen) organisations.push(await verifyOrganisation(source, copy, organisation, found, options));
    return { ok: true, organisations, bad: null, strangers };
  } catch (error) {
    if (error instanceof Bad)
      return { ok: false, organisations, bad: { kind: error.kind, key: error.key, detail: error.message }, strangers };
    if (error instanceof DestinationError && error.reason === 'object_missing' && error.step === 'read')
      return { ok: false, organisations, bad: { kind: 'missing', key: source.name, detail: error.message }, strangers };
    throw error;
  }
}

async function verifyOrganisation(
  source: Source,
  copy: Copy,
  organisation: string,
  found: readonly Found[],
  options: VerifyOptions,
): Promise<VerifiedOrganisation> {
  checkChain(found);
  const [{ manifest: first }, { manifest: last }] = [found[0]!, found.at(-1)!];
  const vkey = options.vkey ?? first.vkey;
  let place: Place = { tiles: null, lastReceivedAt: '' };
  for (const one of found) {
    const { key, day, generation, count } = one.manifest;
    if (one.manifest.vkey !== vkey)
      throw new Bad(
        'signature',
        key,
        `it names the key ${one.manifest.vkey}, ${options.vkey ? 'given was' : 'the days before name'} ${vkey}`,
      );
    // Between what was let go and what was kept the tree begins anew, from the tiles of the day.
    if (place.tiles && place.tiles.tree.size !== one.manifest.first) place = { ...place, tiles: null };
    place = await checkDay(source, copy, one, vkey, place);
    options.onDay({ organisation, day, generation, events: count });
  }
  return {
    organisation,
    firstDay: first.day,
    lastDay: last.day,
    first: first.first,
    end: last.first + last.count,
    deliveries: found.length,
    root: last.root,
    vkey,
    keyFrom: options.vkey === null ? 'manifest' : 'given',
  };
}

/** Each manifest follows the one before it: day after day, sequence after sequence, by its hash. */
function checkChain(found: readonly Found[]): void {
  const { kept_from: keptFrom } = found.at(-1)!.manifest;
  found.forEach(({ manifest }, i) => {
    const before = found[i - 1];
    const { previous, key } = manifest;
    if (!before) {
      if (previous === null || (keptFrom !== null && manifest.day <= keptFrom)) return;
      throw new Bad('day_missing', previous.key, `${key} follows it, and it is not there`);
    }
    const expected = before.manifest;
    if (previous?.key !== expected.key) {
      // Days that were let go may be gone in any part.
      if (previous !== null && keptFrom !== null && dayOfKey(previous.key) < keptFrom) return;
      if (previous === null) throw new Bad('chain', key, 'it says that it is the first, and there are earlier ones');
      throw new Bad('day_missing', previous.key, `${key} follows it, and it is not there`);
    }
    if (previous.sha256 !== before.sha256)
      throw new Bad('chain', expected.key, `its SHA-256 is ${before.sha256}, ${key} says ${previous.sha256}`);
    if (manifest.day !== expected.day && manifest.day !== dayAfter(expected.day))
      throw new Bad('day_missing', key, `it follows ${expected.day}, and the days between are not there`);
    if (manifest.first !== expected.first + expected.count)
      throw new Bad('chain', key, `it begins with event ${manifest.first}, expected is ${expected.first + expected.count}`);
  });
}

const dayOfKey = (key: string): string =>
  /(\d{4})\/(\d{2})\/(\d{2})\/\d+\/manifest\.json$/.exec(key)?.slice(1, 4).join('-') ?? '9999-12-31';
