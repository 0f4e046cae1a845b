import type { Ledger } from '../segments/ledger.ts';
import type { EngineClient } from './client.ts';
import { database, eventsTable, tableName } from './schema.ts';

/**
 * Whether the index holds what the ledger holds, decided from the index itself.
 *
 * Promises: after `checkIndex` no organisation has a row twice, a row the ledger does not have, or a hole below its
 * position that is not listed as missing. Runs at each open of the engine and after any insert whose end is unknown.
 * A set of numbers is compared by count, least, greatest, sum and sum of squares modulo 2^64, which needs no memory;
 * only an organisation where they differ is looked at bucket by bucket.
 * Relies on: inserts being over (the write lane of the host is one Session, and the check passes through it first).
 */
export interface Finding {
  organisation: string;
  /** Last sequence of the index, or the one before the oldest retained. */
  position: number;
  /** Ranges [from, to) below the position that are to be sent again. */
  missing: [number, number][];
  /** Rows that were removed because they were double or unknown to the ledger. */
  removed: number;
}

export interface Check {
  findings: Finding[];
  /** Parts the engine set aside because it could not read them. */
  detachedParts: string[];
  /** Organisations of the index that the ledger does not know; their rows are removed. */
  unknown: string[];
}

const bucketRows = 65_536;

export async function checkIndex(client: EngineClient, ledger: Ledger): Promise<Check> {
  await client.command(`EXISTS TABLE ${eventsTable}`);
  const detachedParts = await detached(client);
  const rows = await client.rows({
    columns:
      'toString(organisation), count(), min(sequence), max(sequence), toString(sum(sequence)), toString(sum(sequence * sequence)), toString(argMax(id, sequence))',
    rest: `FROM ${eventsTable} GROUP BY organisation`,
    parameters: {},
    limits: { seconds: 600 },
  });
  const known = new Set(ledger.organisations());
  const held = new Map(rows.map(([organisation, ...stats]) => [String(organisation), stats]));
  const unknown = [...held.keys()].filter((organisation) => !known.has(organisation));
  for (const organisation of unknown) await remove(client, organisation, 0, Number.MAX_SAFE_INTEGER);
  const findings: Finding[] = [];
  for (const organisation of known) {
    const oldest = ledger.oldestRetained(organisation);
    const stats = held.get(organisation);
    if (stats === undefined) findings.push({ organisation, position: oldest - 1, missing: [], removed: 0 });
    else if (isWhole(stats, oldest, ledger.size(organisation)) && ledger.sequenceOf(organisation, String(stats[5])) === Number(stats[2]))
      findings.push({ organisation, position: Number(stats[2]), missing: [], removed: 0 });
    else findings.push(await examine(client, ledger, organisation));
  }
  return { findings, detachedParts, unknown };
}

/** Forgets the parts that were set aside; what they held has been listed as missing. */
export async function dropDetached(client: EngineClient, parts: readonly string[]): Promise<void> {
  for (const part of parts) {
    if (/^[\w-]+$/.test(part))
      await client.command(`ALTER TABLE ${eventsTable} DROP DETACHED PART '${part}' SETTINGS allow_drop_detached = 1`);
  }
}

async function detached(client: EngineClient): Promise<string[]> {
  const rows = await client.rows({
    columns: 'name',
    rest: 'FROM system.detached_parts WHERE database = {database:String} AND table = {table:String}',
    parameters: { database, table: tableName },
  });
  return rows.map(([name]) => String(name));
}

function isWhole([count, min, max, sum, squares]: unknown[], oldest: number, size: number): boolean {
  const first = BigInt(oldest);
  const last = BigInt(Number(max));
  if (Number(min) !== oldest || Number(max) >= size || BigInt(Number(count)) !== last - first + 1n) return false;
  const modulus = 1n << 64n;
  const sumTo = (n: bigint): bigint => (n * (n + 1n)) / 2n;
  const squaresTo = (n: bigint): bigint => (n * (n + 1n) * (2n * n + 1n)) / 6n;
  return (
    String(sum) === String((sumTo(last) - sumTo(first - 1n)) % modulus) &&
    String(squares) === String((squaresTo(last) - squaresTo(first - 1n)) % modulus)
  );
}

async function examine(client: EngineClient, ledger: Ledger, organisation: string): Promise<Finding> {
  const oldest = ledger.oldestRetained(organisation);
  const size = ledger.size(organisation);
  let removed = (await remove(client, organisation, size, Number.MAX_SAFE_INTEGER)) + (await remove(client, organisation, 0, oldest));
  if (await hasGivenUp(client, ledger, organisation)) removed += await remove(client, organisation, 0, Number.MAX_SAFE_INTEGER);
  const buckets = await client.rows({
    columns: `intDiv(sequence, ${bucketRows}) AS bucket, count(), uniqExact(sequence), max(sequence)`,
    rest: `FROM ${eventsTable} WHERE organisation = {organisation:UUID} GROUP BY bucket ORDER BY bucket`,
    parameters: { organisation },
    limits: { seconds: 600 },
  });
  const position = buckets.length === 0 ? oldest - 1 : Number(buckets.at(-1)?.[3]);
  const held = new Map(buckets.map(([bucket, count, distinct]) => [Number(bucket), { count: Number(count), distinct: Number(distinct) }]));
  const missing: [number, number][] = [];
  for (let bucket = Math.floor(oldest / bucketRows); bucket * bucketRows <= position; bucket += 1) {
    const from = Math.max(bucket * bucketRows, oldest);
    const to = Math.min((bucket + 1) * bucketRows, position + 1);
    const { count, distinct } = held.get(bucket) ?? { count: 0, distinct: 0 };
    if (count === to - from && distinct === count) continue;
    if (distinct < count) removed += await remove(client, organisation, from, to);
    missing.push(
      ...(distinct < count || count === 0 ? [[from, to] satisfies [number, number]] : await holes(client, organisation, from, to)),
    );
  }
  return { organisation, position, missing, removed };
}

/**
 * Is the last row another event than the ledger's of that sequence? After a journal was put back to an older state and
 * went on, rows of events that were given up stand at sequences that other events have now.
 */
async function hasGivenUp(client: EngineClient, ledger: Ledger, organisation: string): Promise<boolean> {
  const [count, sequence, id] = await client.row({
    columns: 'count(), max(sequence), toString(argMax(id, sequence))',
    rest: `FROM ${eventsTable} WHERE organisation = {organisation:UUID}`,
    parameters: { organisation },
  });
  return Number(count) > 0 && ledger.sequenceOf(organisation, String(id)) !== Number(sequence);
}

async function holes(client: EngineClient, organisation: string, from: number, to: number): Promise<[number, number][]> {
  const rows = await client.rows({
    columns: 'sequence',
    rest: `FROM ${eventsTable} WHERE organisation = {organisation:UUID} AND sequence >= {from:UInt64} AND sequence < {to:UInt64} ORDER BY sequence`,
    parameters: { organisation, from, to },
    limits: { seconds: 600 },
  });
  const found: [number, number][] = [];
  let next = from;
  for (const [value] of [...rows, [to]]) {
    const sequence = Number(value);
    if (sequence > next) found.push([next, sequence]);
    next = sequence + 1;
  }
  return found;
}

/** Removes rows of [from, to); resolves when they are gone from every later read. */
async function remove(client: EngineClient, organisation: string, from: number, to: number): Promise<number> {
  const where = 'organisation = {organisation:UUID} AND sequence >= {from:UInt64} AND sequence < {to:UInt64}';
  const parameters = { organisation, from, to };
  const [count] = await client.row({
    columns: 'count()',
    rest: `FROM ${eventsTable} WHERE ${where}`,
    parameters,
    limits: { seconds: 600 },
  });
  if (Number(count) === 0) return 0;
  await client.command(`DELETE FROM ${eventsTable} WHERE ${where} SETTINGS lightweight_deletes_sync = 2`, parameters);
  return Number(count);
}
