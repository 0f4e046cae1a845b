import { fieldOf, fields, operatorsOf, type Field } from './fields.ts';
import { quoteValue } from './print.ts';

/**
 * What could stand at the caret of a query: names of fields, operators, values of enums and ids of events.
 * Values of the data itself (actors, pools) are not known here; the caller asks the facets for them.
 */
export interface Completion {
  /** The characters [from, to) are replaced by an item's `insert`. */
  from: number;
  to: number;
  items: CompletionItem[];
  /** Field whose value stands at the caret, for facets; null at a name. */
  field: string | null;
}

export interface CompletionItem {
  insert: string;
  label: string;
  detail: string;
}

/** What of the catalogue is offered for `event:`, `code:` and `label:`. */
export interface KnownEvent {
  id: string;
  title: string;
}

const mostItems = 50;

export function completeFilter(text: string, caret: number, events: readonly KnownEvent[]): Completion {
  const start = termStart(text, caret);
  const typed = text.slice(start, caret);
  const minus = typed.startsWith('-') ? 1 : 0;
  const [head, name = '', operator = ''] = /^([A-Za-z_][^\s:~<>,"*]*)([:~<>])/.exec(typed.slice(minus)) ?? [];
  const to = caret + (/^[^\s,:~<>"]*/.exec(text.slice(caret))?.[0].length ?? 0);
  if (head === undefined) {
    const from = start + minus;
    return { from, to, items: names(typed.slice(minus)), field: null };
  }
  const found = fieldOf(name);
  const values = typed.slice(minus + head.length);
  const valueAt = lastComma(values) + 1;
  const part = values.slice(valueAt).replace(/^"/, '').toLowerCase();
  const items =
    found === null || operator !== ':'
      ? []
      : valuesOf(found.field, events).filter(
          ({ label, detail }) => label.toLowerCase().includes(part) || detail.toLowerCase().includes(part),
        );
  return { from: start + minus + head.length + valueAt, to, items: items.slice(0, mostItems), field: found?.name ?? null };
}

function names(typed: string): CompletionItem[] {
  const wanted = typed.toLowerCase();
  const offered = fields
    .filter((field) => field.kind !== 'words' && [field.name, ...field.aliases].some((name) => name.startsWith(wanted)))
    .map((field) => ({ insert: `${field.name}${operatorsOf(field.kind)[0] ?? ':'}`, label: field.name, detail: field.title }));
  return [...offered, ...operatorItems(wanted)];
}

/** A whole name: its operators. */
function operatorItems(name: string): CompletionItem[] {
  const found = name === '' ? null : fieldOf(name);
  if (found === null) return [];
  const meaning = { ':': 'equals', '~': 'contains', '>': 'greater', '<': 'less' } as const;
  return operatorsOf(found.field.kind)
    .slice(1)
    .map((operator) => ({ insert: `${found.name}${operator}`, label: `${found.name}${operator}`, detail: meaning[operator] }));
}

function valuesOf(field: Field, events: readonly KnownEvent[]): CompletionItem[] {
  if (field.kind === 'event') return events.map(({ id, title }) => ({ insert: id, label: id, detail: title }));
  return (field.values ?? []).map((value) => ({ insert: quoteValue(value), label: value, detail: field.title }));
}

/** Where the term at the caret begins; spaces inside quotes do not end a term. */
function termStart(text: string, caret: number): number {
  let start = 0;
  let quoted = false;
  for (let at = 0; at < caret; at += 1) {
    const character = text[at] ?? '';
    if (quoted && character === '\\') at += 1;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && /\s/.test(character)) start = at + 1;
  }
  return start;
}

function lastComma(values: string): number {
  let last = -1;
  let quoted = false;
  for (let at = 0; at < values.length; at += 1) {
    if (quoted && values[at] === '\\') at += 1;
    else if (values[at] === '"') quoted = !quoted;
    else if (!quoted && values[at] === ',') last = at;
  }
  return last;
}
