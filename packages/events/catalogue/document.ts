import { type ActorType, actorTypes, categories, type Category, type MetadataGroup, outcomes, type Outcome } from '../event/types.ts';
import { metadataFields, metadataGroupOrder, metadataTitles } from '../metadata/groups.ts';
import type { FieldType } from '../metadata/field.ts';
import { catalogue } from './catalogue.ts';
import type { CatalogueEntry, OriginalName, Stage } from './define.ts';
import { type ExampleEvent, exampleOf } from './example.ts';
import { codeOf, labelOf, originalNameOf } from './names.ts';
import { type Reading, readings } from './readings.ts';

/** The answer of GET /v1/catalogue: everything a producer or a screen must know of events, as data. */
export interface CatalogueDocument {
  categories: readonly Category[];
  outcomes: readonly Outcome[];
  actor_types: readonly ActorType[];
  events: CatalogueDocumentEvent[];
  metadata: CatalogueDocumentGroup[];
  /** Where the original page is read differently from its letter. */
  readings: readonly Reading[];
}

export interface CatalogueDocumentEvent {
  id: string;
  subject: string;
  title: string;
  sentence: string;
  category: Category;
  actor_types: readonly ActorType[];
  default_outcome: Outcome;
  /** The label's subject is the action's type in upper case, when the event has one. */
  label_by_action_type: boolean;
  names: Record<Outcome, { code: string; label: string; original_name: string | null }>;
  original_names: readonly OriginalName[];
  aliases: readonly string[];
  metadata: readonly MetadataGroup[];
  stages: readonly Stage[];
  personal_fields: readonly string[];
  secret_fields: readonly string[];
  notable: boolean;
  reserved: boolean;
  reading: string | null;
  since: string;
  example: ExampleEvent;
}

export interface CatalogueDocumentGroup {
  group: MetadataGroup;
  title: string;
  fields: {
    name: string;
    type: FieldType;
    title: string;
    description: string;
    aliases: readonly string[];
    original_name: string | null;
    personal: boolean;
  }[];
}

export function catalogueDocument(): CatalogueDocument {
  return {
    categories,
    outcomes,
    actor_types: actorTypes,
    events: catalogue.map(eventDocument),
    metadata: metadataGroupOrder.map(groupDocument),
    readings,
  };
}

/** Pointers of what says something about a person: of the actor always, of metadata by its tables. */
export function personalFields(entry: CatalogueEntry): string[] {
  const ofActor = ['id', 'name', 'email', 'ip', 'host', 'user_agent', 'on_behalf_of'].map((name) => `/actor/${name}`);
  const groups = metadataGroupOrder.filter((group) => entry.metadata.includes(group));
  return [
    ...ofActor,
    ...groups.flatMap((group) =>
      metadataFields[group].filter((field) => field.personal).map((field) => `/metadata/${group}/${field.name}`),
    ),
  ];
}

function eventDocument(entry: CatalogueEntry): CatalogueDocumentEvent {
  const namesOfOutcome = (outcome: Outcome) => ({
    code: codeOf(entry, outcome),
    label: labelOf(entry, outcome),
    original_name: originalNameOf(entry, outcome),
  });
  return {
    id: entry.id,
    subject: entry.subject,
    title: entry.title,
    sentence: entry.sentence,
    category: entry.category,
    actor_types: entry.actors,
    default_outcome: entry.defaultOutcome,
    label_by_action_type: entry.labelByActionType === true,
    names: { success: namesOfOutcome('success'), failure: namesOfOutcome('failure'), unknown: namesOfOutcome('unknown') },
    original_names: entry.names,
    aliases: entry.aliases,
    metadata: entry.metadata,
    stages: entry.stages ?? [],
    personal_fields: personalFields(entry),
    secret_fields: entry.secrets,
    notable: entry.notable === true,
    reserved: entry.reserved,
    reading: entry.reading ?? null,
    since: entry.since,
    example: exampleOf(entry),
  };
}

function groupDocument(group: MetadataGroup): CatalogueDocumentGroup {
  return {
    group,
    title: metadataTitles[group],
    fields: metadataFields[group].map((field) => ({
      name: field.name,
      type: field.type,
      title: field.title,
      description: field.description,
      aliases: field.aliases ?? [],
      original_name: field.page ?? null,
      personal: field.personal === true,
    })),
  };
}
