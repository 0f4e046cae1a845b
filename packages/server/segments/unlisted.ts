import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SegmentList } from './list.ts';
import { organisationDirectory } from './paths.ts';

/**
 * Names of bodies files that no crash can have left, `bodies/…`: closing a segment writes its bodies before its line, for
 * events the journal still holds, so one that is not listed begins where the list ends and within the journal's head.
 * Another one is newer than list or journal: they were put back. Costs reading one folder.
 */
export async function newerBodies(data: string, organisation: string, list: SegmentList, size: number): Promise<string[]> {
  const names = await readdir(join(organisationDirectory(data, organisation), 'bodies')).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const listed = new Set(list.entries.map(({ file }) => file));
  return names
    .filter((name) => /^\d{12}\.0\.zst$/.test(name) && !listed.has(`bodies/${name}`))
    .filter((name) => Number(name.slice(0, 12)) !== list.end || list.end >= size)
    .map((name) => `bodies/${name}`)
    .sort();
}
