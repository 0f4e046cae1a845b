import { guardWithinJson } from '@annals/events';

/** A text of the engine's SQL. */
const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;

const { contains, pattern, replacement } = guardWithinJson;
/** EXTRA DATA begins with a brace and has neither tab nor line end, so it needs the guard within alone, and rarely. */
const extra = `if(position(extra, ${quoted(contains)}) = 0, extra, replaceRegexpAll(extra, ${quoted(pattern)}, ${quoted(replacement)}))`;

/** A line of the CSV from the columns of the index: the parts that `row.ts` prepared, with date and ID between. */
export const csvColumns = `concat('"', replaceOne(toString(occurred_at), ' ', 'T'), 'Z",', csv_actor, ',"', toString(id), '",', csv_state, ',"', replaceAll(${extra}, '"', '""'), '"\\r\\n')`;
