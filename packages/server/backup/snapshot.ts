import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { base64, parseCheckpoint, parseNote } from '@annals/ledger';
import { type SegmentList, parseList } from '../segments/list.ts';
import { checkpointPath, isOrganisation, journalPath, listPath, signedDirectory, signedPath } from '../segments/paths.ts';
import { readIfThere } from '../segments/read-if-there.ts';
import type { BackupOrganisation } from './manifest.ts';

/** A read transaction of a database: what it shows stays as it was at {@link openSnapshot}, whatever is committed since. */
export function openSnapshot(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { readOnly: true });
  db.exec('PRAGMA busy_timeout = 5000; BEGIN;');
  // The transaction begins with its first read.
  db.prepare('SELECT count(*) FROM sqlite_schema').get();
  return db;
}

/** What of an organisation stands in files, at the moment of the snapshots. */
export interface OrganisationPlan extends BackupOrganisation {
  list: SegmentList;
  /** The files that change: as they were. */
  written: { path: string; bytes: Uint8Array }[];
}

export interface Plan {
  organisations: OrganisationPlan[];
  /** Copied as they are; they never change once written. */
  kept: string[];
}

/** Reads the small files that change: lists, signed state, checkpoints. Nothing may be signed or sealed meanwhile. */
export async function readPlan(data: string, journal: DatabaseSync): Promise<Plan> {
  const rows = journal.prepare('SELECT uuid, size, root FROM organisations JOIN heads USING (n) ORDER BY n').all();
  const heads = new Map(rows.map((row) => [String(row['uuid']), { size: Number(row['size']), root: row['root'] as Uint8Array }]));
  const organisations: OrganisationPlan[] = [];
  for (const [organisation, { size, root }] of heads) {
    const [list, signed, published] = [
      await readIfThere(listPath(data, organisation)),
      await readIfThere(signedPath(data, organisation)),
      await readIfThere(checkpointPath(data, organisation)),
    ];
    const parsed = parseList(list?.toString('utf8') ?? '', organisation);
    const written = [
      { path: `signed/${organisation}`, bytes: signed },
      { path: `segments/${organisation}/checkpoint`, bytes: published },
      { path: `segments/${organisation}/list.jsonl`, bytes: list?.subarray(0, parsed.wholeBytes) ?? null },
    ].flatMap(({ path, bytes }) => (bytes === null ? [] : [{ path, bytes }]));
    const signedSize = signed === null ? 0 : parseCheckpoint(parseNote(signed).text).size;
    organisations.push({ organisation, size, root: base64(root), signed: signedSize, sealed: parsed.end, list: parsed, written });
  }
  const keys = (await readdir(join(data, 'keys'))).filter((name) => name.endsWith('.seed')).map((name) => `keys/${name}`);
  const abandoned = (await readdir(signedDirectory(data)))
    .filter((name) => isOrganisation(name.split('.')[0]!) && name.includes('.abandoned-'))
    .map((name) => `signed/${name}`);
  return { organisations, kept: [...keys, ...abandoned] };
}

export const openJournalSnapshot = (data: string): DatabaseSync => openSnapshot(journalPath(data));
