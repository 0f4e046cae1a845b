import { labelOf } from '../../catalogue/names.ts';
import { type NameMeaning, resolveEventName } from '../../catalogue/catalogue.ts';
import type { UnlistedEvent } from '../../event/input.ts';
import { setMember } from '../../event/member.ts';
import { type Actor, categories, type Category, type Metadata, type Outcome, type Producer, type Target } from '../../event/types.ts';
import { ImportError, type ReadRecord } from './import-format.ts';

/** An event as it grows while a record is read. */
export class Draft {
  actor: Actor = { type: 'system' };
  occurredAt = '';
  errorMessage: string | undefined;
  agentPool: string | undefined;
  metadata: Metadata = {};
  producer: Producer = { name: 'lightrun' };
  readonly #extra: Record<string, unknown> = {};
  readonly #kept: string[] = [];
  readonly #assumed: string[] = [];
  #event = '';
  #category: Category | undefined;
  #meaning: NameMeaning | null = null;
  outcome: Outcome = 'unknown';

  /** What has no place is kept in `extra` with its text; a name that is taken gets an apostrophe. */
  keep(name: string, value: unknown): void {
    let key = name;
    while (Object.hasOwn(this.#extra, key)) key += "'";
    setMember(this.#extra, key, value);
    this.#kept.push(name);
  }

  assume(what: string): void {
    this.#assumed.push(what);
  }

  get subject(): string | undefined {
    return this.#meaning?.entry.subject;
  }

  /**
   * Sets what happened and how it ended, of a label or a code. `result` is the text of the field that says how;
   * `otherwise` speaks where neither that nor the name does. A label may begin with the type of an action.
   */
  name(given: string, result: string, resultField: string, actionType?: unknown, otherwise: Outcome | null = null): void {
    const text = given.trim();
    if (text === '') throw new ImportError('it does not say what happened');
    const meaning = resolveEventName(text) ?? resolveEventName(ofAnyAction(text, actionType));
    const said = readOutcome(result);
    if (result !== '' && said === null) this.keep(resultField, result);
    const [bare, ending] = withoutOutcome(text);
    this.outcome = said ?? meaning?.outcome ?? ending ?? otherwise ?? meaning?.entry.defaultOutcome ?? 'unknown';
    // What is reserved for the server of today was recorded by another one.
    const known = meaning !== null && !meaning.entry.reserved ? meaning : null;
    this.#meaning = known;
    this.#event =
      known?.entry.id ?? eventName(meaning?.entry.reserved ? `imported.${meaning.entry.id}` : ending === this.outcome ? bare : text);
  }

  /** The name as it stood, where the event does not print it again. */
  keepName(field: string, given: string, printed: readonly string[]): void {
    if (!printed.some((one) => one.toLowerCase() === given.trim().toLowerCase())) this.keep(field, given);
  }

  /** Labels under which the event is shown. */
  labels(): string[] {
    const { entry } = this.#meaning ?? {};
    if (!entry) return [`${words(this.#event)} ${this.outcome}`];
    return [labelOf(entry, this.outcome, this.metadata.action?.['action_type'] ?? this.#meaning?.actionType)];
  }

  get eventName(): string {
    return this.#event;
  }

  get meaning(): NameMeaning | null {
    return this.#meaning;
  }

  /** Only for events that the catalogue does not know; known ones have theirs. False when it is none or another. */
  category(text: string): boolean {
    const category = categoryWords[text.trim().toLowerCase()];
    if (this.#meaning) return category === this.#meaning.entry.category;
    if (category) this.#category = category;
    return category !== undefined;
  }

  finish(identity: string): ReadRecord {
    const { metadata } = this;
    const actionType = this.#meaning?.actionType;
    if (actionType && metadata.action?.['action_type'] === undefined) metadata.action = { ...metadata.action, action_type: actionType };
    const targets = targetsOf(this.subject, metadata);
    const event: UnlistedEvent = {
      event: this.#event,
      ...(this.#category && { category: this.#category }),
      outcome: this.outcome,
      occurred_at: this.occurredAt,
      ...(this.errorMessage !== undefined && { error_message: this.errorMessage }),
      actor: this.actor,
      ...(targets && { targets }),
      ...(this.agentPool !== undefined && { agent_pool: this.agentPool }),
      ...(Object.keys(metadata).length > 0 && { metadata }),
      producer: this.producer,
      ...(Object.keys(this.#extra).length > 0 && { extra: this.#extra }),
    };
    return { event, identity, kept: this.#kept, assumed: this.#assumed };
  }
}

/** `B hit success` of an action of type `b` is `action hit success`. */
function ofAnyAction(label: string, type: unknown): string {
  if (typeof type !== 'string' || !label.toLowerCase().startsWith(`${type.toLowerCase()} `)) return '';
  return `action${label.slice(type.length)}`;
}

/** The thing an event of the catalogue is about, where the metadata names it. */
function targetsOf(subject: string | undefined, metadata: Metadata): Target[] | null {
  const target = (type: string, id: unknown, name: unknown): Target[] | null =>
    typeof id === 'string' && id !== '' ? [{ type, id, ...(typeof name === 'string' && name !== '' && { name }) }] : null;
  if (subject === 'action') return target('action', metadata.action?.['action_id'], metadata.action?.['name']);
  if (subject === 'agent') return target('agent', metadata.agent?.['agent_id'], metadata.agent?.['agent_name']);
  if (subject === 'user') return target('user', metadata.user?.['user_id'], metadata.user?.['user_name']);
  return null;
}

export function readOutcome(text: unknown): Outcome | null {
  switch (typeof text === 'string' ? text.trim().toLowerCase() : null) {
    case 'success':
    case 'succeeded':
      return 'success';
    case 'failure':
    case 'failed':
      return 'failure';
    case 'unknown':
      return 'unknown';
    default:
      return null;
  }
}

/** `COUNTER hit success` and `HIT_COUNTER_SUCCESS` without the outcome at their end, which the event prints again. */
function withoutOutcome(text: string): [bare: string, outcome: Outcome | null] {
  const match = /^(.*\S)[ _](success|failure|failed|unknown)$/is.exec(text);
  return match?.[1] === undefined ? [text, null] : [match[1], readOutcome(match[2])];
}

/** The name of an unlisted event stands in clear in the leaf, so it is short and plain. */
function eventName(text: string): string {
  const plain = text
    .replace(/[^A-Za-z0-9_.:/ -]+/g, '_')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 128);
  if (plain === '') return 'imported';
  return plain.toLowerCase().startsWith('annals.') ? `imported.${plain}`.slice(0, 128) : plain;
}

function words(name: string): string {
  return name.replace(/[^A-Za-z0-9]+/g, ' ').trim();
}

const categoryWords: Readonly<Record<string, Category | undefined>> = {
  ...Object.fromEntries(categories.map((category) => [category, category])),
  authn: 'authentication',
  authenticate: 'authentication',
  create: 'creation',
  delete: 'deletion',
};
