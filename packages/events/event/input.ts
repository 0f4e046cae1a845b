import type { GroupsOf, KnownEventId } from '../catalogue/catalogue.ts';
import type { TypedMetadata } from '../metadata/groups.ts';
import type { Actor, Category, Change, MetadataGroup, Outcome, Producer, Target } from './types.ts';

/**
 * An event as a producer sends it, typed by the catalogue: for a known id only the metadata it carries compiles
 * (and `system`, the envelope of any operation). Aliases of older producers are read by the server, not typed here.
 */
interface EventFields {
  /** UUID; send one, and a repeated request records nothing twice. */
  id?: string;
  /** Id or slug. */
  organisation?: string;
  outcome?: Outcome;
  /** RFC 3339 with any offset; now, when absent. */
  occurred_at?: string;
  error_message?: string;
  actor: Actor;
  targets?: Target[];
  agent_pool?: string;
  changes?: Change[];
  correlation_id?: string;
  producer?: Producer;
  extra?: Record<string, unknown>;
}

type MetadataFor<Groups extends MetadataGroup> = { [Group in Groups | 'system']?: Exclude<TypedMetadata[Group], undefined> };

/** An event of the catalogue. */
export type ListedEvent<Id extends KnownEventId = KnownEventId> = {
  [Each in Id]: EventFields & { event: Each; metadata?: MetadataFor<GroupsOf<Each>> };
}[Id];

/** An event of your own, kept as unlisted. */
export type UnlistedEvent<Name extends string = string> = EventFields & { event: Name; category?: Category; metadata?: TypedMetadata };

/**
 * `function record<Name extends string>(event: EventInput<Name>)` checks a literal `event` against its entry.
 * Without a parameter it is any event of the catalogue.
 */
export type EventInput<Name extends string = KnownEventId> = Name extends KnownEventId ? ListedEvent<Name> : UnlistedEvent<Name>;

/** Gives an event its exact type; the same object comes back. */
export function eventInput<const Name extends string>(event: { event: Name } & EventInput<Name>): EventInput<Name> {
  return event;
}
