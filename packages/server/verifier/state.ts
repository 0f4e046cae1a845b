import { join } from 'node:path';
import { writeDurably } from '../base/files.ts';
import { readIfThere } from '../segments/read-if-there.ts';
import type { Finding } from './findings.ts';
import { type Item, type Place, placeOf } from './plan.ts';

/** What the verifier remembers over a restart. Nothing depends on it: without it the verifier begins again. */
export interface VerifierState {
  /** When the present pass over everything began. */
  passAt: string;
  /** What the pass came to last; null at its beginning. */
  after: Place | null;
  /** Items that were found damaged and not found whole since, each with its first finding. */
  damaged: { item: Item; finding: Finding }[];
}

const statePath = (data: string): string => join(data, 'run', 'verifier.json');

export async function readState(data: string): Promise<VerifierState | null> {
  const text = await readIfThere(statePath(data));
  if (text === null) return null;
  try {
    const state = JSON.parse(text.toString('utf8')) as VerifierState;
    const known = typeof state.passAt === 'string' && Array.isArray(state.damaged) && state.damaged.every(({ item }) => placeOf(item));
    return known ? state : null;
  } catch {
    // Not ours, or of another version: as if there were none.
    return null;
  }
}

export async function writeState(data: string, state: VerifierState): Promise<void> {
  await writeDurably(statePath(data), JSON.stringify(state));
}
