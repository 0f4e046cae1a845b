import type { Outcome } from '../event/types.ts';
import type { CatalogueEntry } from './define.ts';

/**
 * Code, label and original name of an event with its outcome. The label is the State of the portal's table.
 * An event of no entry gets names made from its own: `billing.pay` → `BILLING_PAY_SUCCESS`, `billing pay success`.
 */
export interface EventNames {
  code: string;
  label: string;
  original_name: string | null;
}

export function codeOf(entry: CatalogueEntry, outcome: Outcome): string {
  return entry.fixed ? entry.code : `${entry.code}_${outcome.toUpperCase()}`;
}

export function labelOf(entry: CatalogueEntry, outcome: Outcome, actionType?: unknown): string {
  if (entry.fixed) return entry.label;
  const subject = entry.labelByActionType ? labelSubject(actionType) : null;
  const label = subject === null ? entry.label : `${subject}${entry.label.slice(entry.label.indexOf(' '))}`;
  return `${label} ${outcome}`;
}

/** The name the original page prints for this outcome; the earlier page's where the current one has none. */
export function originalNameOf(entry: CatalogueEntry, outcome: Outcome): string | null {
  let found: string | null = null;
  for (const original of entry.names) {
    if (original.outcome !== undefined && original.outcome !== outcome) continue;
    if (original.page === 'current') return original.name;
    found ??= original.name;
  }
  return found;
}

export function namesOf(entry: CatalogueEntry | undefined, event: string, outcome: Outcome, actionType?: unknown): EventNames {
  if (!entry) return unlistedNames(event, outcome);
  return { code: codeOf(entry, outcome), label: labelOf(entry, outcome, actionType), original_name: originalNameOf(entry, outcome) };
}

function unlistedNames(event: string, outcome: Outcome): EventNames {
  const words = event.replace(/[^A-Za-z0-9]+/g, ' ').trim();
  return {
    code: `${words.replaceAll(' ', '_').toUpperCase()}_${outcome.toUpperCase()}`,
    label: `${words} ${outcome}`,
    original_name: null,
  };
}

/** A type that is not a short word cannot stand in a label. */
function labelSubject(actionType: unknown): string | null {
  return typeof actionType === 'string' && /^[A-Za-z][A-Za-z0-9_-]{0,31}$/.test(actionType) ? actionType.toUpperCase() : null;
}
