import assert from 'node:assert/strict';
import { checkLedger } from '../packages/server/verifier.ts';

/** The one invariant checker: journal, segments, tree, checkpoint, ids and counts agree in a directory no server holds. */
export async function checkAll(data: string): Promise<void> {
  const summary = await checkLedger(data);
  assert.equal(summary.ok, true, JSON.stringify(summary.findings.slice(0, 3), null, 2));
}
