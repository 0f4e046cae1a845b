import type { Ledger } from '../segments/ledger.ts';
import type { EngineClient } from './client.ts';
import { checkOrganisation } from './consistency.ts';
import { database, eventsTable, tableName } from './schema.ts';

export interface Pruned {
  /** Weeks that went whole. */
  partitions: number;
  /** What the index lacks after it, and the ledger has: the indexer must compare again. */
  isWhole: boolean;
}

/** Of a partition so many rows may be removed and still lie on the disk, as a share of one. */
const mostMasked = 0.1;
/** So much is rewritten at a time to get removed rows off the disk. */
const mostCleanedBytes = 2 * 1024 * 1024 * 1024;

/**
 * Takes what the ledger no longer has out of the index: whole weeks where nothing else is in them, which costs nothing,
 * the beginning of every organisation by one statement a week, single events by comparing counts. Afterwards each
 * organisation of `organisations` holds exactly what the ledger holds.
 * Relies on: nothing being inserted meanwhile (`Indexer.paused`). Retries: none; the comparison at the next open of the
 * engine does the same.
 */
export async function pruneIndex(client: EngineClient, ledger: Ledger, organisations: readonly string[]): Promise<Pruned> {
  const weeks = await weeksOf(client);
  let partitions = 0;
  for (const [week, held] of weeks) {
    const gone = held.filter(({ organisation, last }) => last < ledger.oldestRetained(organisation));
    const cut = held.filter(({ organisation, first }) => first < ledger.oldestRetained(organisation));
    if (cut.length === 0) continue;
    if (gone.length === held.length) {
      await client.command(`ALTER TABLE ${eventsTable} DROP PARTITION {week:String}`, { week });
      partitions++;
    } else
      await client.command(
        `DELETE FROM ${eventsTable} WHERE toMonday(received_at) = toDate({week:String}) AND sequence < transform(toString(organisation), {organisations:Array(String)}, {oldest:Array(UInt64)}, toUInt64(0)) SETTINGS lightweight_deletes_sync = 2`,
        {
          week,
          organisations: cut.map(({ organisation }) => organisation),
          oldest: cut.map(({ organisation }) => ledger.oldestRetained(organisation)),
        },
      );
  }
  let isWhole = true;
  for (const organisation of organisations) {
    const { missing } = await checkOrganisation(client, ledger, organisation);
    if (missing.length > 0) isWhole = false;
  }
  await clean(client);
  return { partitions, isWhole };
}

interface Held {
  organisation: string;
  first: number;
  last: number;
}

async function weeksOf(client: EngineClient): Promise<Map<string, Held[]>> {
  const rows = await client.rows({
    columns: 'toString(toMonday(received_at)) AS week, toString(organisation), min(sequence), max(sequence)',
    rest: `FROM ${eventsTable} GROUP BY week, organisation ORDER BY week`,
    parameters: {},
    limits: { seconds: 600 },
  });
  const weeks = new Map<string, Held[]>();
  for (const [week, organisation, first, last] of rows) {
    const held = weeks.get(String(week)) ?? [];
    held.push({ organisation: String(organisation), first: Number(first), last: Number(last) });
    weeks.set(String(week), held);
  }
  return weeks;
}

/** Rows that were removed one by one are only hidden at first; here they leave the disk, a bounded amount each time. */
async function clean(client: EngineClient): Promise<void> {
  const visible = new Map(
    (
      await client.rows({
        columns: 'toString(toMonday(received_at)) AS week, count()',
        rest: `FROM ${eventsTable} GROUP BY week`,
        parameters: {},
        limits: { seconds: 600 },
      })
    ).map(([week, count]) => [String(week), Number(count)]),
  );
  const parts = await client.rows({
    columns: 'partition, sum(rows), sum(bytes_on_disk)',
    rest: 'FROM system.parts WHERE database = {database:String} AND table = {table:String} AND active GROUP BY partition HAVING max(has_lightweight_delete) = 1 ORDER BY partition',
    parameters: { database, table: tableName },
  });
  let bytes = 0;
  for (const [partition, rows, size] of parts) {
    const week = String(partition);
    const masked = 1 - (visible.get(week) ?? 0) / Number(rows);
    if (masked < mostMasked || bytes + Number(size) > mostCleanedBytes + (bytes === 0 ? Infinity : 0)) continue;
    bytes += Number(size);
    if (masked === 1) await client.command(`ALTER TABLE ${eventsTable} DROP PARTITION {week:String}`, { week });
    else
      await client.command(`ALTER TABLE ${eventsTable} APPLY DELETED MASK IN PARTITION {week:String} SETTINGS mutations_sync = 2`, {
        week,
      });
  }
}

/** Removes every row of an organisation that was deleted. */
export async function removeFromIndex(client: EngineClient, organisation: string): Promise<void> {
  await client.command(`DELETE FROM ${eventsTable} WHERE organisation = {organisation:UUID} SETTINGS lightweight_deletes_sync = 2`, {
    organisation,
  });
  await clean(client);
}
