import { readdir } from 'node:fs/promises';
import type { JournalReader } from '../journal/reader.ts';
import { isOrganisation, segmentsDirectory, signedDirectory } from '../segments/paths.ts';
import { checkTree } from './check-tree.ts';
import { compareHead, readSignedState, RolledBack } from './signed-state.ts';

export interface CheckSigned {
  data: string;
  installation: string;
  journal: JournalReader;
}

/**
 * The check before the first event is taken: which organisations hold less, or something else, than was signed, and
 * whose tree cannot be grown for certain. By sizes, and by roots where sizes are the same; the sealer compares the trees
 * themselves before it signs. Costs a dozen small reads an organisation.
 */
export async function checkSigned({ data, installation, journal }: CheckSigned): Promise<Map<string, string>> {
  const organisations = new Set(journal.organisations());
  for (const folder of [signedDirectory(data), segmentsDirectory(data)])
    for (const name of await readdir(folder).catch(nothingYet)) if (isOrganisation(name)) organisations.add(name);
  const refused = new Map<string, string>();
  const waiting = [...organisations];
  const lane = async (): Promise<void> => {
    for (let organisation = waiting.pop(); organisation !== undefined; organisation = waiting.pop()) {
      try {
        const state = await readSignedState(data, installation, organisation);
        compareHead(state?.signed ?? null, journal.head(organisation));
        checkTree(data, journal, organisation, state?.signed ?? null);
      } catch (error) {
        if (!(error instanceof RolledBack)) throw error;
        refused.set(organisation, error.message);
      }
    }
  };
  await Promise.all(Array.from({ length: 16 }, lane));
  return refused;
}

function nothingYet(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
