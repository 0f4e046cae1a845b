import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SegmentEntry, SegmentList } from '../segments/list.ts';
import { organisationDirectory } from '../segments/paths.ts';
import { type Finding, waysOn } from './findings.ts';

/** The cheap look: is each bodies file there, in its length? One stat a segment. */
export async function checkSizes(
  data: string,
  organisation: string,
  list: SegmentList,
): Promise<{ entry: SegmentEntry; finding: Finding }[]> {
  const found: { entry: SegmentEntry; finding: Finding }[] = [];
  for (const entry of list.current) {
    const bytes = await stat(join(organisationDirectory(data, organisation), entry.file)).then(
      ({ size }) => size,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null;
        throw error;
      },
    );
    if (bytes === entry.bytes) continue;
    found.push({
      entry,
      finding: {
        severity: 'error',
        organisation,
        sequence: entry.first,
        file: `segments/${organisation}/${entry.file}`,
        what: bytes === null ? 'the file is missing' : `the file has ${bytes} bytes, the list says ${entry.bytes}`,
        wayOn: waysOn.restoreSegment,
      },
    });
  }
  return found;
}
