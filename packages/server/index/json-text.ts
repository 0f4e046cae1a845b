import type { Parameters } from './parameters.ts';
import { wholePiece } from './shared-values.ts';

/**
 * Expressions of the engine over stored JSON. They cost a parse a row, so `condition.ts` puts a cheap condition in
 * front where it can. Metadata and extra are found where the groups of the ledger's line have them.
 */

/** A scalar's JSON as its text. */
const scalar = (raw: string): string => `if(startsWith(${raw}, '"'), JSONExtractString(${raw}), ${raw})`;

const list =
  "if(arrayAll(e -> startsWith(e, '\"'), JSONExtractArrayRaw(p.2)), arrayStringConcat(arrayMap(e -> JSONExtractString(e), JSONExtractArrayRaw(p.2)), ', '), p.2)";

/** The Extra data column as the table shows it: `key=value key=value`. */
export const extraText = `arrayStringConcat(arrayMap(p -> concat(p.1, '=', if(startsWith(p.2, '['), ${list}, ${scalar('p.2')})), JSONExtractKeysAndValuesRaw(extra)), ' ')`;

/** Texts of the values at a name like `metadata.agent.tags` or `extra.key`; none where there is no such member. */
export function pairValues(name: string, parameters: Parameters): string {
  const [group = '', ...keys] = name.split('.');
  const [place, inner] =
    group === 'extra'
      ? [['detail', 'extra'], keys]
      : keys[0] === 'user'
        ? [['actor', 'user'], keys.slice(1)]
        : [['detail', 'metadata', keys[0] ?? ''], keys.slice(1)];
  // A key may have dots of its own.
  const ends = inner.length > 1 ? [inner, [inner.join('.')]] : [inner];
  const paths = ends.map((end) => ['groups', ...place, ...end]);
  const raws = paths.map((path) => wholePiece(`JSONExtractRaw(line, ${path.map((key) => parameters.add('String', key)).join(', ')})`));
  return `arrayMap(r -> ${scalar('r')}, arrayFlatten(arrayMap(r -> multiIf(r = '', [], startsWith(r, '['), JSONExtractArrayRaw(r), [r]), [${raws.join(', ')}])))`;
}
