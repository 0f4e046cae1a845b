import { RequestInvalid, parseJson } from '../../event/json.ts';
import { isObject } from '../../event/read-value.ts';
import { pageColumns } from '../export-columns.ts';
import { readActorText } from './actor.ts';
import { CsvSplitter } from './csv-splitter.ts';
import { readDetails } from './details.ts';
import { Draft } from './draft.ts';
import { ImportError, type ImportFormat, type RawRecord, readerOf, type ReadRecord, type Splitter } from './import-format.ts';
import { quoted, readDate } from './instant.ts';

/** The page's CSV: its eight columns in any order, by their names; other columns are kept in `extra`. */
export const lightrunCsv: ImportFormat = {
  title: 'Lightrun CSV',
  says: 'The file of "Export as CSV": eight columns, a header; the separator is found out.',
  repeats: false,
  reader({ zone } = {}) {
    const records = new CsvRecords(zone);
    return readerOf(new BehindHeader(records), (cells) => records.read(cells));
  },
};

/** Takes the first row away for the names of columns; without them no row can be read. */
class BehindHeader implements Splitter<string[]> {
  readonly #rows = new CsvSplitter();
  readonly #records: CsvRecords;
  #state: 'before' | 'behind' | 'refused' = 'before';

  constructor(records: CsvRecords) {
    this.#records = records;
  }

  push(text: string): RawRecord<string[]>[] {
    return this.#state === 'refused' ? [] : this.#take(this.#rows.push(text));
  }

  end(): RawRecord<string[]>[] {
    return this.#state === 'refused' ? [] : this.#take(this.#rows.end());
  }

  #take(rows: RawRecord<string[]>[]): RawRecord<string[]>[] {
    const [first, ...others] = rows;
    if (this.#state === 'behind' || first === undefined) return rows;
    const problem = first.raw instanceof ImportError ? first.raw : this.#records.header(first.raw);
    this.#state = problem ? 'refused' : 'behind';
    return problem ? [{ line: first.line, raw: problem }] : others;
  }
}

class CsvRecords {
  readonly #zone: string | undefined;
  #names: readonly string[] = [];

  constructor(zone: string | undefined) {
    this.#zone = zone;
  }

  /** Names of columns as the page writes them; the header must have when and what. Null when it has. */
  header(cells: readonly string[]): ImportError | null {
    const byName = new Map<string, string>(pageColumns.map(({ name }) => [name.toLowerCase(), name]));
    const names = cells.map((cell) => byName.get(cell.trim().toLowerCase()) ?? cell);
    for (const needed of ['Date', 'Event Type'])
      if (!names.includes(needed)) return new ImportError(`the header has no column ${needed}; it is ${quoted(cells.join(', '))}`);
    if (new Set(names).size < names.length) return new ImportError('the header has a column twice');
    this.#names = names;
    return null;
  }

  read(cells: readonly string[]): ReadRecord {
    if (cells.length !== this.#names.length) throw new ImportError(`it has ${cells.length} cells, the header has ${this.#names.length}`);
    const row = new Map(this.#names.map((name, at) => [name, cells[at] ?? '']));
    const of = (name: (typeof pageColumns)[number]['name']): string => {
      const cell = row.get(name) ?? '';
      row.delete(name);
      return cell;
    };
    const identity = JSON.stringify([...row].sort(([one], [other]) => (one < other ? -1 : 1)));
    const draft = new Draft();
    readDate(of('Date'), draft, 'Date', this.#zone);
    const label = of('Event Type');
    const extraData = of('EXTRA DATA');
    const details = membersIn(extraData);
    draft.name(label, of('Result'), 'Result', details?.['action_type']);
    if (details) readDetails(details, draft);
    else if (extraData !== '') draft.keep('EXTRA DATA', extraData);
    draft.actor = readActorText(of('Actor type'), of('Actor'), draft, 'Actor type');
    draft.keepName('Event Type', label, draft.labels());
    const id = of('ID');
    if (id !== '') draft.producer = { name: 'lightrun', event_id: id };
    const pool = of('Agent Pool');
    if (pool !== '') draft.agentPool = pool;
    for (const [name, cell] of row) if (cell !== '') draft.keep(name, cell);
    return draft.finish(identity);
  }
}

/** The members of a JSON object; null for every other text, and where reading it would change it. */
export function membersIn(text: string): Record<string, unknown> | null {
  try {
    const value = parseJson(text);
    return isObject(value) ? value : null;
  } catch (error) {
    if (error instanceof RequestInvalid) return null;
    throw error;
  }
}
