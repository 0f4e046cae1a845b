import type { ActorType, Category, MetadataGroup, Outcome } from '../event/types.ts';

/**
 * What an entry of the catalogue is. An entry is data: no code elsewhere knows a single event by name.
 *
 * `code` and `label` are bases: the outcome is appended (`REMOVED_AGENT_SUCCESS`, `agent remove success`)
 * unless the entry is `fixed`, because the original page gives some events one name whatever their outcome.
 */
export interface EntrySpec {
  /** Stable id, part of the API: `<subject>.<verb>`. */
  readonly id: string;
  readonly title: string;
  readonly code: string;
  readonly label: string;
  /** Code and label are the same for every outcome. */
  readonly fixed?: true;
  /** The label's subject is the action's type in upper case, when the event has one. */
  readonly labelByActionType?: true;
  readonly category: Category;
  readonly actors: readonly ActorType[];
  /** One sentence: `{actor}`, `{target}`, `{agent}`, `{action}`, `{user}` or `{group.field}`; `[done|failed]` by outcome. */
  readonly sentence: string;
  /** Metadata groups the event usually carries; `system` is the envelope of any server-side operation and always allowed. */
  readonly metadata: readonly MetadataGroup[];
  /** Where one event is told twice, by different actors: which groups each telling carries. */
  readonly stages?: readonly Stage[];
  readonly names?: readonly OriginalName[];
  /** Further spellings read on input, of no page. */
  readonly aliases?: readonly string[];
  /** Outcome when neither the name nor the event says one, and there is no error_message. */
  readonly defaultOutcome?: Outcome;
  /** Pointers at which a producer might put a secret; it is replaced before anything is stored. */
  readonly secrets?: readonly string[];
  /** Worth a reviewer's attention. */
  readonly notable?: true;
  /** How this entry reads the original page, where its letter says something else. */
  readonly reading?: string;
  /** What the example is about. */
  readonly target?: { readonly type: string; readonly id: string; readonly name?: string };
}

export interface Stage {
  readonly name: string;
  readonly actors: readonly ActorType[];
  readonly metadata: readonly MetadataGroup[];
}

/** A name printed on the original page (`current`) or on its larger predecessor (`earlier`). */
export interface OriginalName {
  readonly name: string;
  readonly page: 'current' | 'earlier';
  /** The outcome the name implies. */
  readonly outcome?: Outcome;
}

export interface CatalogueEntry extends EntrySpec {
  readonly subject: string;
  readonly defaultOutcome: Outcome;
  readonly names: readonly OriginalName[];
  readonly aliases: readonly string[];
  readonly secrets: readonly string[];
  /** Only the server itself may record it. */
  readonly reserved: boolean;
  readonly since: string;
}

type Defined<Specs extends readonly EntrySpec[]> = {
  readonly [Index in keyof Specs]: Omit<CatalogueEntry, 'id' | 'metadata'> & Pick<Specs[Index], 'id' | 'metadata'>;
};

/** Completes the entries of one subject; ids and groups keep their literal types for {@link EventInput}. */
export function defineEvents<const Specs extends readonly EntrySpec[]>(subject: string, specs: Specs): Defined<Specs> {
  const entries = specs.map((spec): CatalogueEntry => ({
    ...spec,
    subject,
    defaultOutcome: spec.defaultOutcome ?? 'success',
    names: spec.names ?? [],
    aliases: spec.aliases ?? [],
    secrets: spec.secrets ?? [],
    reserved: spec.id.startsWith('annals.'),
    since: '0.1',
  }));
  return entries as unknown as Defined<Specs>;
}

/** A name of the original page. */
export function current(name: string, outcome?: Outcome): OriginalName {
  return outcome ? { name, page: 'current', outcome } : { name, page: 'current' };
}

/** A name of the larger, earlier page. */
export function earlier(name: string, outcome?: Outcome): OriginalName {
  return outcome ? { name, page: 'earlier', outcome } : { name, page: 'earlier' };
}
