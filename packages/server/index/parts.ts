import type { EngineClient } from './client.ts';
import { EngineFailed } from './engine-errors.ts';
import { database, eventsTable, tableName } from './schema.ts';

/**
 * Parts of the table: the files the engine keeps rows in, each with the hashes of all it consists of.
 * A damaged part is dropped whole; what it held is a hole that the indexer fills from the ledger.
 */
export interface Part {
  name: string;
  bytes: number;
}

export async function activeParts(client: EngineClient): Promise<Part[]> {
  const rows = await client.rows({
    columns: 'name, bytes_on_disk',
    rest: 'FROM system.parts WHERE database = {database:String} AND table = {table:String} AND active ORDER BY name',
    parameters: { database, table: tableName },
  });
  return rows.map(([name, bytes]) => ({ name: String(name), bytes: Number(bytes) }));
}

/**
 * What is wrong with the part, or null; also null when it was merged into another meanwhile. A part that cannot even be
 * checked is a damaged one, unless it is time, memory or space that is short.
 */
export async function damageOf(client: EngineClient, part: string): Promise<string | null> {
  if (await client.checkPart(eventsTable, part).then((damage) => damage === null, isMissing)) return null;
  // Gone while it was read, or truly damaged: only what is still there is.
  if (!(await activeParts(client)).some(({ name }) => name === part)) return null;
  return client.checkPart(eventsTable, part).catch((error: unknown) => {
    if (isMissing(error)) return null;
    if (error instanceof EngineFailed && !error.isOfResources) return error.message;
    throw error;
  });
}

/** The first sequence of each organisation in the part; null when not even that can be read. */
export async function firstSequences(client: EngineClient, part: string): Promise<Map<string, number> | null> {
  try {
    const rows = await client.rows({
      columns: 'toString(organisation), min(sequence)',
      rest: `FROM ${eventsTable} WHERE _part = {part:String} GROUP BY organisation`,
      parameters: { part },
      limits: { seconds: 600 },
    });
    return new Map(rows.map(([organisation, sequence]) => [String(organisation), Number(sequence)]));
  } catch (error) {
    if (error instanceof EngineFailed) return null;
    throw error;
  }
}

export async function dropPart(client: EngineClient, part: string): Promise<void> {
  if (!/^[\w-]+$/.test(part)) throw new Error(`not the name of a part: ${part}`);
  try {
    await client.command(`ALTER TABLE ${eventsTable} DROP PART '${part}'`);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** 232: no such part; it was merged. */
function isMissing(error: unknown): boolean {
  if (error instanceof EngineFailed) return error.code === 232;
  throw error;
}
