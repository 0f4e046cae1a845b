import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../base/exit.ts';
import type { SegmentList } from './list.ts';
import { organisationDirectory } from './paths.ts';

/**
 * Names of bodies files that no crash can have left, `bodies/…`: closing a segment writes its bodies before its line, for
 * events the journal still holds, so one that is not listed begins where the list ends and within the journal's head.
 * Another one is newer than list or journal: they were put back. Costs reading one folder.
 */
export function newerBodies(data: string, organisation: string, list: SegmentList, size: number): string[] {
  const names = namesIn(join(organisationDirectory(data, organisation), 'bodies'));
  const listed = new Set(list.entries.map(({ file }) => file));
  return names
    .filter((name) => /^\d{12}\.0\.zst$/.test(name) && !listed.has(`bodies/${name}`))
    .filter((name) => Number(name.slice(0, 12)) !== list.end || list.end >= size)
    .map((name) => `bodies/${name}`)
    .sort();
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
