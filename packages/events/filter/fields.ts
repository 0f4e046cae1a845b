import { actorTypes, categories, clientNames, metadataGroups, outcomes } from '../event/types.ts';
import type { Operator } from './ast.ts';

/**
 * The fields a query may name: the one table for parser, completion, SQL and documentation.
 * Names are API: a name keeps its meaning for ever.
 */
export type FieldKind = 'text' | 'folded' | 'enum' | 'event' | 'uuid' | 'instant' | 'number' | 'ip' | 'boolean' | 'pair' | 'words';

export interface Field {
  name: string;
  aliases: readonly string[];
  /** `folded`: as `text`, but `:` and `*` do not tell upper from lower case. `pair`: values below a key the producer chose. */
  kind: FieldKind;
  title: string;
  /** Values of an `enum`. */
  values?: readonly string[];
}

const field = (
  name: string,
  kind: FieldKind,
  title: string,
  more: { aliases?: readonly string[]; values?: readonly string[] } = {},
): Field => ({ name, kind, title, aliases: more.aliases ?? [], ...(more.values && { values: more.values }) });

export const fields: readonly Field[] = [
  field('actor', 'folded', 'E-mail, name or id of who acted', { aliases: ['user'] }),
  field('actor.id', 'text', 'Id of who acted'),
  field('actor.email', 'folded', 'E-mail of who acted'),
  field('actor.name', 'folded', 'Name of who acted'),
  field('actor.type', 'enum', 'Kind of who acted', { values: actorTypes }),
  field('event', 'event', 'Event: id, code, label or original name'),
  field('code', 'folded', 'Code of the event'),
  field('label', 'folded', 'Label of the event with its outcome'),
  field('state', 'folded', 'State: label or code of the event'),
  field('category', 'enum', 'Category', { values: categories }),
  field('outcome', 'enum', 'Outcome', { aliases: ['result'], values: outcomes }),
  field('target', 'folded', 'Id or name of what was acted on'),
  field('target.type', 'folded', 'Type of what was acted on'),
  field('target.id', 'text', 'Id of what was acted on'),
  field('target.name', 'folded', 'Name of what was acted on'),
  field('client', 'enum', 'Client the actor used', { values: clientNames }),
  field('ip', 'ip', 'Address of the actor, or a range of addresses'),
  field('agent_pool', 'folded', 'Agent pool'),
  field('error', 'folded', 'Error message', { aliases: ['error_message'] }),
  field('extra', 'folded', 'Extra data as the table shows it'),
  field('producer', 'folded', 'Program that sent the event'),
  field('correlation_id', 'text', 'Id that joins events of one process'),
  field('recorded_by', 'text', 'Key or session that recorded the event'),
  field('unlisted', 'boolean', 'Is the event not in the catalogue?', { values: ['true', 'false'] }),
  field('id', 'uuid', 'Id of the event'),
  field('sequence', 'number', 'Number of the event in its organisation'),
  field('occurred_at', 'instant', 'When it happened', { aliases: ['date'] }),
  field('received_at', 'instant', 'When it was received'),
  field('words', 'words', 'Words anywhere in the event'),
];

/** `extra.<key>` and `metadata.<group>.<key>`; deeper keys joined with dots. */
export const pairField: Field = { name: 'extra.*', aliases: [], kind: 'pair', title: 'A value of extra data or metadata' };

const byName = new Map(fields.flatMap((entry) => [entry.name, ...entry.aliases].map((name) => [name, entry] as const)));

/** The field of a name or alias in any letter case, and its canonical name; null for an unknown one. */
export function fieldOf(name: string): { field: Field; name: string } | null {
  const known = byName.get(name.toLowerCase());
  if (known !== undefined) return { field: known, name: known.name };
  if (/^extra\../s.test(name)) return { field: pairField, name };
  const [, group] = /^metadata\.([^.]+)\../s.exec(name) ?? [];
  return metadataGroups.some((known) => known === group) ? { field: pairField, name } : null;
}

const allowed: Record<FieldKind, readonly Operator[]> = {
  text: [':', '~'],
  folded: [':', '~'],
  enum: [':', '~'],
  event: [':', '~'],
  uuid: [':'],
  instant: [':', '>', '<'],
  number: [':', '>', '<'],
  ip: [':'],
  boolean: [':'],
  pair: [':', '~', '>', '<'],
  words: [':', '~'],
};

export function operatorsOf(kind: FieldKind): readonly Operator[] {
  return allowed[kind];
}

/** May a value of this kind end in `*`? */
export function allowsPrefix(kind: FieldKind): boolean {
  return kind === 'text' || kind === 'folded' || kind === 'event' || kind === 'enum' || kind === 'pair' || kind === 'words';
}
