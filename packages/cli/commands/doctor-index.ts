import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../server/base/exit.ts';
import { EngineClient } from '../../server/index/client.ts';
import { Engine } from '../../server/index/engine.ts';
import { eventsTable, tableName } from '../../server/index/schema.ts';
import { readList } from '../../server/segments/list.ts';
import { addRange, countOf, includes, type Ranges, removedIn, within } from '../../server/segments/removed.ts';
import type { Finding, OrganisationCheck } from '../../server/verifier.ts';

export interface IndexCheck {
  summary: { state: 'consistent' | 'differs' | 'absent' | 'unreadable'; events: number | null };
  findings: Finding[];
}

const wayOn = 'Start the server: it mends its index from the ledger. If that does not help: annals index rebuild.';

/**
 * Whether the index could have come from the ledger: no organisation, event or double that the ledger does not have,
 * and no hole. Being behind is no finding, the server catches up. Never an error: the index can be thrown away.
 */
export async function checkIndexAgainst(data: string, ledger: readonly OrganisationCheck[]): Promise<IndexCheck> {
  if (!existsSync(join(data, 'index'))) return { summary: { state: 'absent', events: null }, findings: [] };
  const engine = new Engine({ path: join(data, 'index'), runPath: join(data, 'run'), log: () => undefined });
  const client = new EngineClient(() => engine.endpoint());
  try {
    await engine.ready();
    const rows = await countRows(client);
    const findings: Finding[] = [];
    for (const [organisation, count, min, max] of rows) {
      const size = ledger.find((one) => one.organisation === organisation)?.size ?? 0;
      const removed = await removedOf(data, organisation);
      const isFitting = count === max - min + 1 - countOf(within(removed, min, max + 1)) && max < size && !includes(removed, min);
      if (!isFitting) findings.push(warning(`The index holds ${count} events from ${min} to ${max}, the ledger ${size}.`, organisation));
    }
    const events = rows.reduce((sum, [, count]) => sum + count, 0);
    return { summary: { state: findings.length === 0 ? 'consistent' : 'differs', events }, findings };
  } catch (error) {
    return { summary: { state: 'unreadable', events: null }, findings: [warning(messageOf(error), null)] };
  } finally {
    await client.close();
    await engine.stop();
  }
}

/** What retention removed; nothing where the list cannot be read, which the check of the ledger has told. */
async function removedOf(data: string, organisation: string): Promise<Ranges> {
  const ranges: [number, number][] = [];
  try {
    for (const entry of (await readList(data, organisation)).current)
      for (const [from, to] of await removedIn(data, organisation, entry)) addRange(ranges, from, to);
  } catch (error) {
    if (error instanceof Error) return ranges;
    throw error;
  }
  return ranges;
}

async function countRows(client: EngineClient): Promise<[string, number, number, number][]> {
  const tables = await client.rows({
    columns: 'name',
    rest: 'FROM system.tables WHERE name = {name:String}',
    parameters: { name: tableName },
  });
  if (tables.length === 0) return [];
  const rows = await client.rows({
    columns: 'toString(organisation), count(), min(sequence), max(sequence)',
    rest: `FROM ${eventsTable} GROUP BY organisation`,
    parameters: {},
    limits: { seconds: 600 },
  });
  return rows.map(([organisation, count, min, max]) => [String(organisation), Number(count), Number(min), Number(max)]);
}

function warning(what: string, organisation: string | null): Finding {
  return { severity: 'warning', organisation, file: 'index', what, wayOn };
}
