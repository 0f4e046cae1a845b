import { join } from 'node:path';
import { heldBy, journalUsedBytes } from '../measure/files.ts';
import { openFiles, residentBytes } from '../measure/proc.ts';
import type { Annals } from '../ours/annals.ts';

/** The state of a loaded server at one moment. */
export interface Sample {
  /** Since the load began. */
  seconds: number;
  acknowledged: number;
  /** Recorded and not searchable yet. */
  lagEvents: number;
  /** Recorded and under no signed checkpoint yet. */
  unsealedEvents: number;
  residentBytes: Record<string, number>;
  openFiles: Record<string, number>;
  /** Of the index, those that hold rows now. */
  parts: number;
  files: Record<string, number>;
  journalBytes: number;
  /** Of the journal, without pages that hold nothing. */
  journalUsedBytes: number;
}

const directories = ['journal', 'segments', 'signed', 'index'];

export async function takeSample(annals: Annals, seconds: number, acknowledged: number): Promise<Sample> {
  const processes = Object.entries(annals.processes()).map(([name, pids]) => [name, pids[0] ?? 0] as const);
  return {
    seconds,
    acknowledged,
    lagEvents: await annals.lagEvents(),
    unsealedEvents: annals.unsealedEvents(),
    residentBytes: Object.fromEntries(processes.map(([name, pid]) => [name, residentBytes(pid).now])),
    openFiles: Object.fromEntries(processes.map(([name, pid]) => [name, openFiles(pid)])),
    parts: annals.parts().parts,
    files: Object.fromEntries(directories.map((name) => [name, heldBy(join(annals.data, name)).files])),
    journalBytes: heldBy(join(annals.data, 'journal')).bytes,
    journalUsedBytes: journalUsedBytes(annals.data),
  };
}
