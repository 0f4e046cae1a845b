import { getCheckpoint, getInclusion, getTile, getVerifierKey, listLedgerEntries, mostLedgerEntries } from '@annals/events';
import {
  base64,
  disclosuresOf,
  entryBytes,
  hashesAtLevel,
  inclusionProof,
  MalformedError,
  parseCheckpoint,
  parseNote,
  parseTilePath,
  type Tile,
  tileWidth,
} from '@annals/ledger';
import type { OrganisationDirectory } from '../access/organisation-directory.ts';
import type { Principal } from '../access/principal.ts';
import { requireScope, resolveOrganisation } from '../access/visible.ts';
import { nodeHashing } from '../base/hashing.ts';
import { Problem } from '../base/problem.ts';
import { proveFrom } from '../segments/proofs.ts';
import { addRange } from '../segments/removed.ts';
import type { StitchedLedger } from '../segments/stitch.ts';
import type { App } from './context.ts';
import { handle } from './handle.ts';

export interface LedgerDeps {
  ledger: StitchedLedger;
  organisations: OrganisationDirectory;
  /** Public verifier key of an organisation's log; null before it has one. */
  verifierKey(organisation: string): Promise<string | null>;
  /** Looking is an event: resolves when it is on record, else raises `audit_unavailable`. */
  recordView(principal: Principal, organisation: string): Promise<void>;
}

const text = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };

/** Evidence, byte for byte as it is stored. Shows only what a signed checkpoint covers, so that nobody holds a proof without one. */
export function ledgerRoutes(deps: LedgerDeps): (app: App) => void {
  const admitted = (principal: Principal, given: string | undefined): string => {
    const organisation = resolveOrganisation(deps.organisations, principal, given);
    requireScope(principal, 'ledger:read', organisation);
    return organisation.id;
  };
  const checkpointOf = async (organisation: string): Promise<string> => {
    const note = await deps.ledger.checkpoint(organisation);
    if (note === null)
      throw new Problem('not_found', { detail: 'There is no checkpoint yet; it is signed within a second of the first event.' });
    return note;
  };
  return (app) => {
    handle(app, getCheckpoint, async ({ c, query, principal }) =>
      c.body(await checkpointOf(admitted(principal, query.organisation)), 200, text),
    );

    handle(app, getVerifierKey, async ({ c, query, principal }) => {
      const vkey = await deps.verifierKey(admitted(principal, query.organisation));
      if (vkey === null) throw new Problem('not_found', { detail: 'The organisation has no key yet.' });
      return c.body(`${vkey}\n`, 200, text);
    });

    handle(app, getTile, async ({ c, query, principal }) => {
      const organisation = admitted(principal, query.organisation);
      const tile = tileFrom(query.path);
      const { size } = parseCheckpoint(parseNote(await checkpointOf(organisation)).text);
      if (tile.index * tileWidth + tile.width > hashesAtLevel(size, tile.level))
        throw new Problem('not_found', { detail: `The tree of the last checkpoint, ${size} events, has no such tile.` });
      const bytes = await deps.ledger.tile(organisation, tile.level, tile.index, tile.width);
      return c.body(new Uint8Array(bytes), 200, { 'content-type': 'application/octet-stream', 'cache-control': 'no-store' });
    });

    handle(app, getInclusion, async ({ query: { organisation: given, sequence }, principal, answer }) => {
      const { id: organisation } = resolveOrganisation(deps.organisations, principal, given);
      // Whoever may read the event may check it: the path beside it says nothing about any other.
      const reads = principal.can('events:read', organisation);
      if (!reads) requireScope(principal, 'ledger:read', { id: organisation });
      await deps.recordView(principal, organisation);
      const [checkpoint, key] = [await checkpointOf(organisation), await deps.verifierKey(organisation)];
      const { size } = parseCheckpoint(parseNote(checkpoint).text);
      if (key === null || sequence >= size)
        throw new Problem('not_found', { detail: `The last checkpoint is of ${size} events and does not cover this one.` });
      const event = await deps.ledger.event(organisation, sequence);
      const { line, secret } = event === null || event.line === '' ? { line: null, secret: new Uint8Array() } : event;
      const proof = await proveFrom(deps.ledger, organisation, (read) => inclusionProof(sequence, size, read, nodeHashing));
      const shown = line !== null && reads;
      return answer(200, {
        sequence,
        entry: line === null ? null : base64(entryBytes(line, secret, { organisation, sequence }, nodeHashing)),
        leaf_hash: base64(await deps.ledger.leafHashes(organisation, sequence, sequence + 1)),
        disclosures: shown ? Object.fromEntries(disclosuresOf(line, secret, nodeHashing)) : null,
        size,
        proof: proof.map((hash) => base64(hash)),
        checkpoint,
        key,
      });
    });

    handle(app, listLedgerEntries, async ({ query, principal, answer }) => {
      const organisation = admitted(principal, query.organisation);
      if (query.to < query.from || query.to - query.from > mostLedgerEntries)
        throw new Problem('parameter_invalid', { detail: `to: from ${query.from} at most ${mostLedgerEntries} more.` });
      await deps.recordView(principal, organisation);
      const size = deps.ledger.size(organisation);
      const entries: { sequence: number; entry: string }[] = [];
      const removed: [number, number][] = [];
      for await (const { first, lines, secrets } of deps.ledger.read(organisation, query.from, Math.min(query.to, size))) {
        for (const [at, line] of lines.entries()) {
          const sequence = first + at;
          if (line === '') {
            addRange(removed, sequence, sequence + 1);
            continue;
          }
          entries.push({
            sequence,
            entry: base64(entryBytes(line, secrets.subarray(at * 16, at * 16 + 16), { organisation, sequence }, nodeHashing)),
          });
        }
      }
      return answer(200, { entries, removed: removed.map(([from, to]) => ({ from, to })), size });
    });
  };
}

function tileFrom(path: string): Tile {
  try {
    return parseTilePath(path);
  } catch (error) {
    if (error instanceof MalformedError)
      throw new Problem('parameter_invalid', { detail: 'path: as in C2SP tlog-tiles, `tile/0/x001/067` or `tile/1/000.p/5`.' });
    throw error;
  }
}
