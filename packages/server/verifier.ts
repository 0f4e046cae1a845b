import { readdir } from 'node:fs/promises';
import { openJournalReader } from './journal/open-reader.ts';
import type { JournalReader } from './journal/reader.ts';
import { isOrganisation, journalPath, segmentsDirectory, signedDirectory } from './segments/paths.ts';
import { checkDatabase } from './verifier/check-database.ts';
import { checkOrganisation, type OrganisationCheck } from './verifier/check-organisation.ts';
import { type Finding, Findings, waysOn } from './verifier/findings.ts';

export type { Finding } from './verifier/findings.ts';
export type { OrganisationCheck } from './verifier/check-organisation.ts';

export interface LedgerCheck {
  /** No finding of severity `error`. */
  ok: boolean;
  organisations: OrganisationCheck[];
  findings: Finding[];
}

/**
 * Recomputes the whole ledger of a data directory: every leaf from its stored event, every tile, tree head, file hash,
 * signature and remembered id. Reads only; meant for a stopped server, where nothing moves while it reads.
 * `onOrganisation` is told of each organisation when it is done.
 */
export async function checkLedger(data: string, onOrganisation?: (check: OrganisationCheck) => void): Promise<LedgerCheck> {
  const organisations: OrganisationCheck[] = [];
  const findings: Finding[] = [];
  const found = new Findings(null);
  const place = { severity: 'error', file: 'journal/journal.db', wayOn: waysOn.restoreJournal } as const;
  for (const what of checkDatabase(data, 'journal/journal.db')) found.add('journal', { ...place, what });
  let journal: JournalReader | null = null;
  try {
    journal = openJournalReader(journalPath(data));
    for (const organisation of await allOrganisations(data, journal)) {
      const result = await checkOrganisation(data, journal, organisation);
      organisations.push(result.check);
      findings.push(...result.findings);
      onOrganisation?.(result.check);
    }
  } catch (error) {
    if (!isOfSqlite(error)) throw error;
    if (found.all().length === 0) found.addError('journal', error, place);
  } finally {
    journal?.close();
  }
  findings.unshift(...found.all());
  return { ok: !findings.some((finding) => finding.severity === 'error'), organisations, findings };
}

const isOfSqlite = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR';

/** Those of the journal, and those of which only files are left. */
async function allOrganisations(data: string, journal: JournalReader): Promise<string[]> {
  const names = new Set(journal.organisations());
  for (const folder of [segmentsDirectory(data), signedDirectory(data)]) {
    for (const name of await readdir(folder).catch(missingIsEmpty)) if (isOrganisation(name)) names.add(name);
  }
  return [...names].sort();
}

function missingIsEmpty(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
