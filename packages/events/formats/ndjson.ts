import type { LineFormat, LineWriter } from './line-format.ts';

/** One JSON object a line, as the API prints the event, with the hash of its leaf where it is given. Nothing is left out. */
export const ndjson: LineFormat = {
  title: 'NDJSON',
  says: 'One JSON object a line, as the API prints it; nothing is left out.',
  mime: 'application/x-ndjson',
  extension: 'ndjson',
  eventsPerFile: null,
  lossless: true,
  writer: (): LineWriter => ({
    header: '',
    line: (event, leafHash) => `${JSON.stringify(leafHash === undefined ? event : { ...event, leaf_hash: leafHash })}\n`,
    cutCells: 0,
  }),
};
