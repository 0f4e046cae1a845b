import { fieldOf, readAddress, readInstant, readNumber, type FilterTerm, type FilterValue, type Operator } from '@annals/events';
import { extraText, pairValues } from './json-text.ts';
import type { Parameters } from './parameters.ts';
import { groupsMayHold, lineHolds } from './shared-values.ts';
import { holdsId, wordsOf } from './words.ts';

/**
 * One term of a query as a condition of SQL. The text is put together from constants of this file and placeholders;
 * a property test holds that hostile values change nothing in it.
 */

/** Events (and the outcome, where the name says one) that a text names by id, code, label or original name. */
export type ResolveEvent = (text: string) => readonly { event: string; outcome?: string }[];

/** Columns of each field; more than one: any of them. */
const textColumns: Record<string, readonly string[]> = {
  actor: ['actor', 'actor_email', 'actor_name', 'actor_id'],
  'actor.id': ['actor_id'],
  'actor.email': ['actor_email'],
  'actor.name': ['actor_name'],
  'actor.type': ['actor_type'],
  code: ['code'],
  label: ['label'],
  state: ['label', 'code'],
  category: ['category'],
  outcome: ['outcome'],
  client: ['client'],
  agent_pool: ['agent_pool'],
  error: ['error_message'],
  extra: [extraText],
  producer: ['producer'],
  correlation_id: ['correlation_id'],
  recorded_by: ['recorded_by'],
  event: ['event', 'code', 'label'],
};

const listColumns: Record<string, readonly string[]> = {
  target: ['target_ids', 'target_names'],
  'target.type': ['target_types'],
  'target.id': ['target_ids'],
  'target.name': ['target_names'],
};

export function conditionOf(term: FilterTerm, parameters: Parameters, resolveEvent: ResolveEvent): string {
  const any = term.values.map((value) => `(${one(term, value, parameters, resolveEvent)})`).join(' OR ');
  return term.negated ? `NOT (${any})` : any;
}

function one(term: FilterTerm, value: FilterValue, parameters: Parameters, resolveEvent: ResolveEvent): string {
  const { field: name, operator } = term;
  const found = fieldOf(name);
  if (found === null) throw new Error(`a term names no field: ${name}`);
  const { kind } = found.field;
  if (kind === 'pair') return pair(name, operator, value, parameters);
  if (kind === 'words') return words(operator, value, parameters);
  if (kind === 'uuid') return `id = ${parameters.add('UUID', value.text.toLowerCase())}`;
  if (kind === 'boolean') return `unlisted = ${parameters.add('Int64', value.text === 'true' ? 1 : 0)}`;
  if (kind === 'ip') return address(value, parameters);
  if (kind === 'instant') return instant(name === 'received_at' ? 'received_at' : 'occurred_at', operator, value, parameters);
  if (kind === 'number') return number(operator, value, parameters);
  const folded = kind !== 'text';
  const lists = listColumns[name];
  if (lists !== undefined)
    return lists.map((column) => `arrayExists(x -> ${text('x', folded, operator, value, parameters)}, ${column})`).join(' OR ');
  const columns = textColumns[name];
  if (columns === undefined) throw new Error(`a field has no column: ${name}`);
  const before =
    name === 'extra' && operator === '~' ? holdsRun((run) => `positionCaseInsensitive(extra, ${run}) > 0`, value.text, parameters) : '';
  const conditions = columns.map((column) => before + text(column, folded, operator, value, parameters));
  if (kind === 'event' && operator === ':' && !value.prefix) {
    for (const { event, outcome } of resolveEvent(value.text)) {
      const same = `event = ${parameters.add('String', event)}`;
      conditions.push(outcome === undefined ? same : `(${same} AND outcome = ${parameters.add('String', outcome)})`);
    }
  }
  return conditions.join(' OR ');
}

function text(expression: string, folded: boolean, operator: Operator, value: FilterValue, parameters: Parameters): string {
  if (operator === '~') return `positionCaseInsensitiveUTF8(${expression}, ${parameters.add('String', value.text)}) > 0`;
  if (value.prefix && value.text === '') return `${expression} != ''`;
  const [left, right] = folded ? [`lowerUTF8(${expression})`, value.text.toLowerCase()] : [expression, value.text];
  const placeholder = parameters.add('String', right);
  return value.prefix ? `startsWith(${left}, ${placeholder})` : `${left} = ${placeholder}`;
}

function pair(name: string, operator: Operator, value: FilterValue, parameters: Parameters): string {
  const values = pairValues(name, parameters);
  const exists = (condition: string): string => `arrayExists(x -> ${condition}, ${values})`;
  if (operator === '~') return `${holdsRun(groupsMayHold, value.text, parameters)}${exists(text('x', false, operator, value, parameters))}`;
  if (operator === ':') {
    if (value.prefix) return exists(value.text === '' ? '1' : text('x', false, operator, value, parameters));
    const found = wordsOf(value.text);
    const indexed =
      found.length === 0 || holdsId(value.text) ? '' : `hasAllTokens(words, ${parameters.add('Array(String)', [...new Set(found)])}) AND `;
    return `${indexed}has(${values}, ${parameters.add('String', value.text)})`;
  }
  const asNumber = readNumber(value.text);
  if (asNumber !== null) return exists(`ifNull(toFloat64OrNull(x) ${operator} ${parameters.add('Float64', asNumber)}, 0)`);
  const fromMs = readInstant(value.text)?.fromMs ?? 0;
  return exists(`ifNull(parseDateTime64BestEffortOrNull(x, 3, 'UTC') ${operator} ${parameters.instant(fromMs)}, 0)`);
}

/** A condition that must hold if `needle` is in a text that was made from stored JSON; costs no parse. */
function holdsRun(mayHold: (placeholder: string) => string, needle: string, parameters: Parameters): string {
  const longest = (needle.match(/[A-Za-z0-9]+/g) ?? []).toSorted((a, b) => b.length - a.length)[0] ?? '';
  return `${mayHold(parameters.add('String', longest))} AND `;
}

/** All words in this order, next to each other; ids are looked for in the whole event, because they are not indexed as words. */
function words(operator: Operator, value: FilterValue, parameters: Parameters): string {
  const found = wordsOf(value.text);
  if (holdsId(value.text) && /^[\w-]+$/.test(value.text)) return lineHolds(parameters.add('String', value.text));
  if (holdsId(value.text) || found.length === 0) return `positionCaseInsensitiveUTF8(body, ${parameters.add('String', value.text)}) > 0`;
  if (operator === '~') return `position(words, ${parameters.add('String', found.join(' '))}) > 0`;
  const whole = value.prefix ? found.slice(0, -1) : found;
  const line = ` ${found.join(' ')}${value.prefix ? '' : ' '}`;
  const indexed = whole.length === 0 ? '' : `hasAllTokens(words, ${parameters.add('Array(String)', [...new Set(whole)])})`;
  if (found.length === 1 && !value.prefix) return indexed;
  return `${indexed === '' ? '' : `${indexed} AND `}position(words, ${parameters.add('String', line)}) > 0`;
}

function address(value: FilterValue, parameters: Parameters): string {
  const range = readAddress(value.text);
  if (range === null) throw new Error('a term holds no address');
  return `ip >= ${parameters.add('IPv6', range.first)} AND ip <= ${parameters.add('IPv6', range.last)} AND ip != toIPv6('::')`;
}

function instant(column: string, operator: Operator, value: FilterValue, parameters: Parameters): string {
  const range = readInstant(value.text);
  if (range === null) throw new Error('a term holds no instant');
  if (operator === ':') return `${column} >= ${parameters.instant(range.fromMs)} AND ${column} < ${parameters.instant(range.toMs)}`;
  return `${column} ${operator} ${parameters.instant(range.fromMs)}`;
}

function number(operator: Operator, value: FilterValue, parameters: Parameters): string {
  const asked = readNumber(value.text);
  if (asked === null) throw new Error('a term holds no number');
  const near = operator === '>' ? Math.floor(asked) : Math.ceil(asked);
  if (operator === ':' && near !== asked) return '0';
  return `sequence ${operator === ':' ? '=' : operator} ${parameters.add('Int64', Math.max(-1, Math.min(Number.MAX_SAFE_INTEGER, near)))}`;
}
