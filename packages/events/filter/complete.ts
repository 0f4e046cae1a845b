import type { Operator } from './ast.ts';
import { fieldOf, fields, operatorsOf, type Field } from './fields.ts';
import { quoteValue } from './print.ts';

/**
 * What could stand at the caret of a query: names of fields, operators, values of enums and ids of events.
 * Values of the data itself (actors, pools) are not known here; the caller asks the facets for what `field` and `part` say.
 *
 * Any text and caret will do. An item put in at the end of a term that follows a query gives a query, or the beginning of one.
 */
export interface Completion {
  /** The characters [from, to) are replaced by an item's `insert`. */
  from: number;
  to: number;
  items: CompletionItem[];
  /** Field whose value stands at the caret, for facets; null at a name. */
  field: string | null;
  operator: Operator | null;
  /** What of the name or value stands before the caret, without quotes. */
  part: string;
}

export interface CompletionItem {
  kind: 'field' | 'operator' | 'value' | 'event';
  insert: string;
  label: string;
  detail: string;
}

/** What of the catalogue is offered for `event:`. */
export interface KnownEvent {
  id: string;
  title: string;
}

const mostItems = 50;

/** `pairs` are names below `metadata.` and `extra.` with what they mean; offered once their beginning is typed. */
export function completeFilter(text: string, caret: number, events: readonly KnownEvent[], pairs: readonly KnownPair[] = []): Completion {
  const start = termStart(text, caret);
  const typed = text.slice(start, caret);
  const minus = typed.startsWith('-') ? 1 : 0;
  const [head, name = '', sign = ''] = /^([A-Za-z_][^\s:~<>,"*]*)([:~<>])/.exec(typed.slice(minus)) ?? [];
  const rest = text.slice(caret);
  if (head === undefined) {
    const part = typed.slice(minus);
    const length = /^[^\s:~<>,"*]*[:~<>]?/.exec(rest)?.[0].length ?? 0;
    return { from: start + minus, to: caret + length, items: names(part, pairs), field: null, operator: null, part };
  }
  const operator = sign as Operator;
  const found = fieldOf(name);
  const values = typed.slice(minus + head.length);
  const valueAt = lastComma(values) + 1;
  const value = values.slice(valueAt);
  const isQuoted = value.startsWith('"');
  const part = isQuoted ? value.slice(1).replaceAll(/\\(.)/gs, '$1') : value;
  // A value in quotes is replaced to its end only where that is plain: the quote at the caret may be one just typed.
  const length = (isQuoted ? /^[^\s"\\]*"\*?(?=[\s,]|$)/ : /^[^\s,"]*/).exec(rest)?.[0].length ?? 0;
  const isWhole = isQuoted && /^"(?:[^"\\]|\\.)*"/s.test(value);
  return {
    from: start + minus + head.length + valueAt,
    to: caret + length,
    items: found === null || isWhole ? [] : valuesOf(found.field, operator, part, events),
    field: found?.name ?? null,
    operator,
    part,
  };
}

export interface KnownPair {
  name: string;
  title: string;
}

function names(typed: string, pairs: readonly KnownPair[]): CompletionItem[] {
  const wanted = typed.toLowerCase();
  const offered = fields.filter((field) => field.kind !== 'words').map((field) => nameItem(field));
  const known = fields.filter(({ aliases }) => wanted !== '' && aliases.some((alias) => alias.startsWith(wanted)));
  const deeper = wanted.length < 2 ? [] : pairs.map(({ name, title }) => pairItem(name, title));
  return unique([
    ...offered.filter(({ label }) => label.startsWith(wanted)),
    ...known.map((field) => nameItem(field)),
    ...offered.filter(({ label }) => wanted.length > 1 && label.includes(wanted)),
    ...operatorItems(wanted),
    ...deeper.filter(({ label }) => label.toLowerCase().includes(wanted)),
  ]).slice(0, mostItems);
}

const nameItem = ({ name, kind, title }: Field): CompletionItem => ({
  kind: 'field',
  insert: `${name}${operatorsOf(kind)[0] ?? ':'}`,
  label: name,
  detail: title,
});

const pairItem = (name: string, title: string): CompletionItem => ({ kind: 'field', insert: `${name}:`, label: name, detail: title });

/** A whole name: its operators. */
function operatorItems(name: string): CompletionItem[] {
  const found = name === '' ? null : fieldOf(name);
  if (found === null || found.field.kind === 'words') return [];
  const meaning = { ':': 'equals', '~': 'contains', '>': 'greater', '<': 'less' } as const;
  return operatorsOf(found.field.kind)
    .slice(1)
    .map((operator) => {
      const text = `${found.name}${operator}`;
      return { kind: 'operator', insert: text, label: text, detail: meaning[operator] };
    });
}

function valuesOf(field: Field, operator: Operator, part: string, events: readonly KnownEvent[]): CompletionItem[] {
  if (operator !== ':') return [];
  const items: CompletionItem[] =
    field.kind === 'event'
      ? events.map(({ id, title }) => ({ kind: 'event', insert: quoteValue(id), label: id, detail: title }))
      : (field.values ?? []).map((value) => ({ kind: 'value', insert: quoteValue(value), label: value, detail: field.title }));
  const wanted = part.toLowerCase();
  const holds = items.filter(({ label, detail }) => label.toLowerCase().includes(wanted) || detail.toLowerCase().includes(wanted));
  return unique([...holds.filter(({ label }) => label.toLowerCase().startsWith(wanted)), ...holds]).slice(0, mostItems);
}

function unique(items: readonly CompletionItem[]): CompletionItem[] {
  return [...new Map(items.map((item) => [item.insert, item])).values()];
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
