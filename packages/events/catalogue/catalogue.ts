import type { Outcome } from '../event/types.ts';
import { actionEvents } from './action.ts';
import { agentEvents } from './agent.ts';
import { annalsExportEvents } from './annals-export.ts';
import { annalsEvents } from './annals.ts';
import { annalsRetentionEvents } from './annals-retention.ts';
import { annalsArchiveEvents } from './annals-archive.ts';
import { annalsViewEvents } from './annals-views.ts';
import { apiKeyEvents } from './api-key.ts';
import { authEvents } from './auth.ts';
import { configurationEvents } from './configuration.ts';
import type { CatalogueEntry } from './define.ts';
import { groupEvents } from './group.ts';
import { integrationEvents } from './integration.ts';
import { codeOf, labelOf } from './names.ts';
import { organisationEvents } from './organisation.ts';
import { planEvents } from './plan.ts';
import { poolEvents } from './pool.ts';
import { systemEvents } from './system.ts';
import { tagEvents } from './tag.ts';
import { temporaryAccessEvents } from './temporary-access.ts';
import { userEvents } from './user.ts';

/**
 * The one list of events. Everything that names an event — validation, types, documents, screens, wire formats —
 * reads it here. Ids never change; codes, labels and names may grow.
 */
const listed = [
  ...authEvents,
  ...userEvents,
  ...organisationEvents,
  ...agentEvents,
  ...actionEvents,
  ...integrationEvents,
  ...tagEvents,
  ...systemEvents,
  ...configurationEvents,
  ...planEvents,
  ...apiKeyEvents,
  ...poolEvents,
  ...groupEvents,
  ...temporaryAccessEvents,
  ...annalsEvents,
  ...annalsExportEvents,
  ...annalsRetentionEvents,
  ...annalsArchiveEvents,
  ...annalsViewEvents,
];
type Listed = (typeof listed)[number];

export type KnownEventId = Listed['id'];
/** Metadata groups a known event usually carries. */
export type GroupsOf<Id extends KnownEventId> = Extract<Listed, { id: Id }>['metadata'][number];

export const catalogue: readonly CatalogueEntry[] = listed;

const byId = new Map(catalogue.map((entry) => [entry.id, entry]));

export function findEvent(id: string): CatalogueEntry | undefined {
  return byId.get(id);
}

/** What a given name stands for: an entry, perhaps an outcome, perhaps an action type. */
export interface NameMeaning {
  readonly entry: CatalogueEntry;
  readonly outcome: Outcome | null;
  readonly actionType: string | null;
}

/** Action types whose labels (`COUNTER create success`) are read on input. */
export const actionTypes = [
  'LOG',
  'CAPTURE',
  'SNAPSHOT',
  'COUNTER',
  'METHOD_DURATION',
  'TICTOC',
  'CUSTOM_METRIC',
  'SET_VALUE',
  'BREAKPOINT',
] as const;

const byName = nameTable();

/** Reads an id, a code, a label or a name of the original page, in any case; null when no entry has it. */
export function resolveEventName(name: string): NameMeaning | null {
  return byName.get(name) ?? byName.get(name.trim().toLowerCase()) ?? null;
}

function nameTable(): Map<string, NameMeaning> {
  const table = new Map<string, NameMeaning>();
  // First come, first kept: ids, then codes and labels, then names of pages; the test proves that no two entries share a name.
  const put = (name: string, entry: CatalogueEntry, outcome: Outcome | null, actionType: string | null = null) => {
    const key = name.toLowerCase();
    if (!table.has(key)) table.set(key, { entry, outcome, actionType });
  };
  for (const entry of catalogue) put(entry.id, entry, null);
  for (const entry of catalogue) {
    put(entry.code, entry, null);
    put(entry.label, entry, null);
    for (const outcome of ['success', 'failure', 'unknown'] as const) {
      if (entry.fixed) continue;
      put(codeOf(entry, outcome), entry, outcome);
      put(labelOf(entry, outcome), entry, outcome);
      if (entry.labelByActionType) for (const type of actionTypes) put(labelOf(entry, outcome, type), entry, outcome, type);
    }
  }
  for (const entry of catalogue) {
    for (const original of entry.names) put(original.name, entry, original.outcome ?? null);
    for (const alias of entry.aliases) put(alias, entry, impliedOutcome(alias));
  }
  return table;
}

function impliedOutcome(alias: string): Outcome | null {
  if (alias.endsWith(' success')) return 'success';
  return alias.endsWith(' failure') || alias.endsWith(' failed') ? 'failure' : null;
}
