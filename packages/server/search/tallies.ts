import type { FacetField } from '@annals/events';
import type { EngineClient } from '../index/client.ts';
import { EngineLied } from '../index/engine-errors.ts';
import type { Where } from '../index/where.ts';
import { facetColumns } from './facets.ts';

export interface Facet {
  field: FacetField;
  /** The most frequent first. */
  values: { value: string; count: number }[];
  /** There are further values. */
  more: boolean;
}

export interface FacetQuestion {
  field: FacetField;
  /** Only values that hold this text, in any letter case. */
  find: string;
  /** Most values. */
  limit: number;
}

/** The most frequent values of a field, but the empty one. Isolation as in search: `where` makes the statement. */
export async function readFacet(
  client: EngineClient,
  where: Where,
  { field, find, limit }: FacetQuestion,
  signal?: AbortSignal,
): Promise<Facet> {
  const { parameters } = where;
  const holds = find === '' ? '' : ` AND positionCaseInsensitiveUTF8(value, ${parameters.add('String', find)}) > 0`;
  const rows = await client.rows(
    {
      columns: `toString(${facetColumns[field].expression}) AS value, count() AS events`,
      rest: `${where.text} GROUP BY value HAVING value != ''${holds} ORDER BY events DESC, value ASC LIMIT ${parameters.add('UInt64', limit + 1)}`,
      parameters: parameters.values,
    },
    signal,
  );
  return facetOf(
    field,
    rows.map(([value, count]) => ({ value: String(value), count: Number(count) })),
    limit,
  );
}

export interface TalliesQuestion {
  fields: readonly FacetField[];
  /** Most values of a field. */
  values: number;
  total: boolean;
}

/** Of one selection: the number of its events, null when it was not asked for, and facets in the order of their fields. */
export interface Tallies {
  total: number | null;
  facets: Facet[];
}

/**
 * Total and facets of a selection. Those of plain columns are one pass of the engine, which reads and filters the rows
 * once for all of them; an event with several values of a field would be counted so often there, so such a field goes alone.
 */
export async function readTallies(
  client: EngineClient,
  where: () => Where,
  { fields, values, total }: TalliesQuestion,
  signal?: AbortSignal,
): Promise<Tallies> {
  const together = fields.filter((field) => facetColumns[field].plain);
  const [shared, ...alone] = await Promise.all([
    together.length === 0 ? onlyTotal(client, where, total, signal) : readTogether(client, where(), together, values, signal),
    ...fields
      .filter((field) => !together.includes(field))
      .map((field) => readFacet(client, where(), { field, find: '', limit: values }, signal)),
  ]);
  const byField = new Map([...shared.facets, ...alone].map((facet) => [facet.field, facet]));
  return { total: total ? shared.total : null, facets: fields.map((field) => byField.get(field)!) };
}

async function onlyTotal(client: EngineClient, where: () => Where, total: boolean, signal?: AbortSignal): Promise<Tallies> {
  if (!total) return { total: null, facets: [] };
  const { text, parameters } = where();
  const [count] = await client.row({ columns: 'count()', rest: text, parameters: parameters.values }, signal);
  return { total: Number(count), facets: [] };
}

/** All in one pass: a set of groups for each field, and the set of everything for the total. */
async function readTogether(
  client: EngineClient,
  where: Where,
  fields: readonly FacetField[],
  most: number,
  signal?: AbortSignal,
): Promise<Tallies> {
  const columns = fields.map((field) => facetColumns[field].expression);
  /** What `grouping` gives of the set without columns: a bit for each. */
  const everything = 2 ** fields.length - 1;
  // A column that is not of a row's set is empty there: joined, they are the value of the one that is.
  const rows = await client.rows(
    {
      columns: `grouping(${columns.join(', ')}) AS absent, concat('', ${columns.join(', ')}) AS value, count() AS events`,
      rest: `${where.text} GROUP BY GROUPING SETS (${columns.map((column) => `(${column})`).join(', ')}, ()) HAVING value != '' OR absent = ${everything} ORDER BY absent ASC, events DESC, value ASC LIMIT ${where.parameters.add('UInt64', most + 1)} BY absent`,
      parameters: where.parameters.values,
    },
    signal,
  );
  const found = new Map(fields.map((field, at) => [everything - 2 ** (fields.length - 1 - at), { field, values: [] as Facet['values'] }]));
  let total = 0;
  for (const [absent, value, events] of rows) {
    const set = found.get(Number(absent));
    if (set !== undefined) set.values.push({ value: String(value), count: Number(events) });
    else if (Number(absent) === everything) total = Number(events);
    else throw new EngineLied('a row is of no set that was asked for');
  }
  return { total, facets: [...found.values()].map(({ field, values }) => facetOf(field, values, most)) };
}

/** One value more than `limit` was asked for, to know whether there is one. */
function facetOf(field: FacetField, values: Facet['values'], limit: number): Facet {
  return { field, values: values.slice(0, limit), more: values.length > limit };
}
