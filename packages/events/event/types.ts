/**
 * The words every part of Annals shares: what an audit event is, before and after it is recorded.
 * Types only; `normalise.ts` makes a {@link NormalisedEvent}, `body.ts` turns it into stored groups and back.
 */

export const categories = ['authentication', 'creation', 'access', 'change', 'deletion'] as const;
export type Category = (typeof categories)[number];

export const outcomes = ['success', 'failure', 'unknown'] as const;
export type Outcome = (typeof outcomes)[number];

export const actorTypes = ['user', 'agent', 'agent_pool', 'system', 'api_key', 'service', 'ai_agent'] as const;
export type ActorType = (typeof actorTypes)[number];

export const clientNames = ['portal', 'plugin', 'agent', 'cli', 'api', 'sdk', 'mcp'] as const;
export type ClientName = (typeof clientNames)[number];

export interface Actor {
  type: ActorType;
  id?: string;
  name?: string;
  email?: string;
  ip?: string;
  host?: string;
  user_agent?: string;
  client?: ClientName;
  /** The actor for whom this actor acted, at most one level deep. */
  on_behalf_of?: Omit<Actor, 'on_behalf_of'>;
}

export interface Target {
  type: string;
  id: string;
  name?: string;
}

export interface Change {
  field: string;
  before?: unknown;
  after?: unknown;
}

export interface Producer {
  name: string;
  sequence?: number;
  host?: string;
  pid?: number;
  event_id?: string;
}

export const metadataGroups = ['user', 'action', 'system', 'agent'] as const;
export type MetadataGroup = (typeof metadataGroups)[number];
export type Metadata = Partial<Record<MetadataGroup, Record<string, unknown>>>;

/** What a producer said, in canonical names; nothing of the server in it yet. */
export interface NormalisedEvent {
  /** Lower-case UUID, or null when the server is to give one. */
  id: string | null;
  /** Id or slug as given, or null; the server resolves it. */
  organisation: string | null;
  /** RFC 3339 UTC with milliseconds, or null: the instant of receipt. */
  occurred_at: string | null;
  event: string;
  category: Category;
  outcome: Outcome;
  unlisted: boolean;
  error_message?: string;
  actor: Actor;
  targets?: Target[];
  agent_pool?: string;
  metadata?: Metadata;
  changes?: Change[];
  correlation_id?: string;
  producer?: Producer;
  extra?: Record<string, unknown>;
  /** JSON pointers of the values that were replaced because they are secrets. */
  redacted?: string[];
}

/** An event as stored, found, exported and shown. */
export interface RecordedEvent extends Omit<NormalisedEvent, 'id' | 'organisation' | 'occurred_at'> {
  id: string;
  /** UUID. */
  organisation: string;
  occurred_at: string;
  /** Gapless number of the event in its organisation, from 0. */
  sequence: number;
  received_at: string;
  /** Address the server received it from; evidence, not the producer's word. */
  received_from?: string;
  /** `key:<uuid>`, `session:<uuid>` or `server`; set by the server, inside the leaf. */
  recorded_by: string;
  code: string;
  label: string;
  original_name: string | null;
  /** received_at minus occurred_at, when it is more than 5,000 ms either way; else 0. */
  skew_ms: number;
}

/** The groups of values a leaf commits to, in the order of their names. */
export const groupNames = ['actor', 'context', 'detail', 'net', 'target'] as const;
export type GroupName = (typeof groupNames)[number];

/** RFC 8785 text of each group that is present. */
export type GroupTexts = Partial<Record<GroupName, string>>;

/** The part of an event that stands in clear in its leaf: no personal value. */
export interface Skeleton {
  actor_type: ActorType;
  category: Category;
  event: string;
  id: string;
  occurred_at: string;
  outcome: Outcome;
  received_at: string;
  recorded_by: string;
  target_types: string[];
}

/**
 * One stored event: a line of RFC 8785 JSON in journal and segments.
 * `erased` and `salts` exist only after the erasure of a group (see docs/files.md).
 */
export interface StoredRecord {
  groups: Partial<Record<GroupName, Record<string, unknown>>>;
  skeleton: Skeleton;
  erased?: Partial<Record<GroupName, string>>;
  salts?: Partial<Record<GroupName, string>>;
}

export interface Warning {
  pointer: string;
  code: string;
  detail: string;
}

export interface FieldError {
  pointer: string;
  code: string;
  detail: string;
}
