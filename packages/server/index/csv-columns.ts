/** A line of the CSV from the columns of the index: the parts that `row.ts` prepared, with date and ID between. */
export const csvColumns = `concat('"', replaceOne(toString(occurred_at), ' ', 'T'), 'Z",', csv_actor, ',"', toString(id), '",', csv_state, ',"', replaceAll(extra, '"', '""'), '"\\r\\n')`;
