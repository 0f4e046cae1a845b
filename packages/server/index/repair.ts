import type { Ledger } from '../segments/ledger.ts';
import type { EngineClient } from './client.ts';
import { checkIndex, type Check } from './consistency.ts';
import { EngineFailed } from './engine-errors.ts';
import { activeParts, damageOf, dropPart, firstSequences } from './parts.ts';

/** The comparison of index and ledger, of an index whose files may be damaged. */
export interface RepairDeps {
  client: EngineClient;
  ledger: Ledger;
  onProgress(organisation: string, to: number): void;
  log(message: string, details: Record<string, unknown>): void;
}

/**
 * Drops the parts named in `broken`, and empties it; then compares. Where the index cannot be read for that, every part
 * is checked and the damaged ones are dropped first.
 * Returns with the comparison the organisations whose rows were dropped. Raises what is wrong with no part.
 */
export async function compare(deps: RepairDeps, broken: Set<string>): Promise<{ check: Check; dropped: ReadonlySet<string> }> {
  const { client, ledger, log } = deps;
  const dropped = new Set<string>();
  await drop(deps, broken, dropped);
  try {
    return { check: await checkIndex(client, ledger), dropped };
  } catch (error) {
    if (!(error instanceof EngineFailed)) throw error;
    log('the index cannot be compared with the ledger; looking for damaged parts', { reason: error.message });
    for (const { name } of await activeParts(client)) if ((await damageOf(client, name)) !== null) broken.add(name);
    if (broken.size === 0) throw error;
  }
  await drop(deps, broken, dropped);
  return { check: await checkIndex(client, ledger), dropped };
}

/** What the parts held is not found from now on, until it is there again. */
async function drop({ client, ledger, log, onProgress }: RepairDeps, broken: Set<string>, dropped: Set<string>): Promise<void> {
  for (const part of broken) {
    const first =
      (await firstSequences(client, part)) ??
      new Map(ledger.organisations().map((organisation) => [organisation, ledger.oldestRetained(organisation)]));
    for (const [organisation, sequence] of first) {
      onProgress(organisation, sequence - 1);
      dropped.add(organisation);
    }
    await dropPart(client, part);
    broken.delete(part);
    log('dropped a damaged part of the index', { part });
  }
}
