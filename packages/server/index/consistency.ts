import type { Ledger } from '../segments/ledger.ts';
import { addRange, includes, type Ranges, within } from '../segments/removed.ts';
import type { EngineClient } from './client.ts';
import { database, eventsTable, tableName } from './schema.ts';

/**
 * Whether the index holds what the ledger holds, decided from the index itself.
 *
 * Promises: after `checkIndex` no organisation has a row twice, a row the ledger does not have (any more), or a hole below
 * its position that is not listed as missing. Runs at each open of the engine and after any insert whose end is unknown.
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
    columns: statistics,
    rest: `FROM ${eventsTable} GROUP BY organisation`,
    parameters: {},
    limits: { seconds: 600 },
  });
  const known = new Set(ledger.organisations());
  const held = new Map(rows.map(([organisation, ...stats]) => [String(organisation), stats]));
  const unknown = [...held.keys()].filter((organisation) => !known.has(organisation));
  for (const organisation of unknown) await remove(client, organisation, 0, Number.MAX_SAFE_INTEGER);
  const findings: Finding[] = [];
  for (const organisation of known) findings.push(await checkStatistics(client, ledger, organisation, held.get(organisation)));
  return { findings, detachedParts, unknown };
}

const statistics =
  'toString(organisation), count(), min(sequence), max(sequence), toString(sum(sequence)), toString(sum(sequence * sequence)), toString(argMax(id, sequence))';

/** As {@link checkIndex}, of one organisation that the ledger knows. */
export async function checkOrganisation(client: EngineClient, ledger: Ledger, organisation: string): Promise<Finding> {
  const [row] = await client.rows({
    columns: statistics,
    rest: `FROM ${eventsTable} WHERE organisation = {organisation:UUID} GROUP BY organisation`,
    parameters: { organisation },
    limits: { seconds: 600 },
  });
  return checkStatistics(client, ledger, organisation, row?.slice(1));
}

async function checkStatistics(client: EngineClient, ledger: Ledger, organisation: string, stats: unknown[] | undefined): Promise<Finding> {
  const expected = new Expected(ledger, organisation, await ledger.removed(organisation));
  if (stats === undefined) return { organisation, position: expected.oldest - 1, missing: [], removed: 0 };
  if (isWhole(stats, expected) && ledger.sequenceOf(organisation, String(stats[5])) === Number(stats[2]))
    return { organisation, position: Number(stats[2]), missing: [], removed: 0 };
  return examine(client, ledger, organisation, expected);
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

/** Does the index hold exactly the events of [oldest, last] whose bodies are there? */
function isWhole([count, min, max, sum, squares]: unknown[], expected: Expected): boolean {
  const last = Number(max);
  if (last >= expected.size) return false;
  const sums = expected.sumsOf(expected.oldest, last + 1);
  return (
    Number(min) === expected.oldest &&
    !includes(expected.removed, last) &&
    BigInt(Number(count)) === sums.count &&
    String(sum) === String(sums.sum) &&
    String(squares) === String(sums.squares)
  );
}

const modulus = 1n << 64n;
const sumTo = (n: bigint): bigint => (n * (n + 1n)) / 2n;
const squaresTo = (n: bigint): bigint => (n * (n + 1n) * (2n * n + 1n)) / 6n;

/** What the index must hold of an organisation: every sequence from the oldest on, but those that were removed. */
class Expected {
  readonly oldest: number;
  readonly size: number;
  readonly removed: Ranges;

  constructor(ledger: Ledger, organisation: string, removed: Ranges) {
    this.size = ledger.size(organisation);
    this.oldest = Math.min(ledger.oldestRetained(organisation), this.size);
    this.removed = within(removed, this.oldest, this.size);
  }

  sumsOf(from: number, to: number): { count: bigint; sum: bigint; squares: bigint } {
    const total = sums(from, to);
    for (const [start, end] of within(this.removed, from, to)) {
      const gone = sums(start, end);
      total.count -= gone.count;
      total.sum -= gone.sum;
      total.squares -= gone.squares;
    }
    return { count: total.count, sum: total.sum % modulus, squares: total.squares % modulus };
  }

  /** The sequences of [from, to), in order. */
  *sequences(from: number, to: number): Iterable<number> {
    let at = Math.max(from, this.oldest);
    for (const [start, end] of [...within(this.removed, at, to), [to, to] as const]) {
      for (; at < start; at += 1) yield at;
      at = end;
    }
  }
}

function sums(from: number, to: number): { count: bigint; sum: bigint; squares: bigint } {
  const [first, last] = [BigInt(from), BigInt(to) - 1n];
  if (last < first) return { count: 0n, sum: 0n, squares: 0n };
  return { count: last - first + 1n, sum: sumTo(last) - sumTo(first - 1n), squares: squaresTo(last) - squaresTo(first - 1n) };
}

async function examine(client: EngineClient, ledger: Ledger, organisation: string, expected: Expected): Promise<Finding> {
  const { oldest, size } = expected;
  let removed = (await remove(client, organisation, size, Number.MAX_SAFE_INTEGER)) + (await remove(client, organisation, 0, oldest));
  if (await hasGivenUp(client, ledger, organisation)) removed += await remove(client, organisation, 0, Number.MAX_SAFE_INTEGER);
  const buckets = await client.rows({
    columns: `intDiv(sequence, ${bucketRows}) AS bucket, count(), uniqExact(sequence), max(sequence), toString(sum(sequence)), toString(sum(sequence * sequence))`,
    rest: `FROM ${eventsTable} WHERE organisation = {organisation:UUID} GROUP BY bucket ORDER BY bucket`,
    parameters: { organisation },
    limits: { seconds: 600 },
  });
  const position = buckets.length === 0 ? oldest - 1 : Number(buckets.at(-1)?.[3]);
  const held = new Map(buckets.map(([bucket, ...rest]) => [Number(bucket), rest]));
  const missing: [number, number][] = [];
  for (let bucket = Math.floor(oldest / bucketRows); bucket * bucketRows <= position; bucket += 1) {
    const from = Math.max(bucket * bucketRows, oldest);
    const to = Math.min((bucket + 1) * bucketRows, position + 1);
    const [count = 0, distinct = 0, , sum = '0', squares = '0'] = held.get(bucket) ?? [];
    const sums = expected.sumsOf(from, to);
    if (BigInt(Number(count)) === sums.count && String(sum) === String(sums.sum) && String(squares) === String(sums.squares)) continue;
    if (Number(distinct) < Number(count)) {
      removed += await remove(client, organisation, from, to);
      if (sums.count > 0n) missing.push([from, to]);
    } else {
      const found = await compareBucket(client, organisation, expected, [from, to]);
      removed += found.removed;
      missing.push(...found.missing);
    }
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

/** Removes rows that the ledger does not have any more; says what it has and the index has not. */
async function compareBucket(
  client: EngineClient,
  organisation: string,
  expected: Expected,
  [from, to]: readonly [number, number],
): Promise<{ missing: [number, number][]; removed: number }> {
  const rows = await client.rows({
    columns: 'sequence',
    rest: `FROM ${eventsTable} WHERE organisation = {organisation:UUID} AND sequence >= {from:UInt64} AND sequence < {to:UInt64} ORDER BY sequence`,
    parameters: { organisation, from, to },
    limits: { seconds: 600 },
  });
  const held = new Set(rows.map(([sequence]) => Number(sequence)));
  const missing: [number, number][] = [];
  for (const sequence of expected.sequences(from, to)) if (!held.delete(sequence)) addRange(missing, sequence, sequence + 1);
  const unknown: [number, number][] = [];
  for (const sequence of held) addRange(unknown, sequence, sequence + 1);
  return { missing, removed: await removeRanges(client, organisation, unknown) };
}

/** As `remove`, of many ranges within one bucket. */
async function removeRanges(client: EngineClient, organisation: string, ranges: Ranges): Promise<number> {
  const sequences = ranges.flatMap(([from, to]) => Array.from({ length: to - from }, (_, i) => from + i));
  for (let at = 0; at < sequences.length; at += 10_000)
    await client.command(
      `DELETE FROM ${eventsTable} WHERE organisation = {organisation:UUID} AND has({sequences:Array(UInt64)}, sequence) SETTINGS lightweight_deletes_sync = 2`,
      { organisation, sequences: sequences.slice(at, at + 10_000) },
    );
  return sequences.length;
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
