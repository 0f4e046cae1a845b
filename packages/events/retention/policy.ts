import { categories, type Category } from '../event/types.ts';

/**
 * How long events are kept: the rules of an organisation, pure. Days count from received_at; null keeps for ever.
 * The rule of an event's type goes before that of its category, that before the rule for everything else.
 */
export interface RetentionPolicy {
  days: number | null;
  categories: Partial<Record<Category, number | null>>;
  /** By event id, as it is stored. */
  events: Record<string, number | null>;
}

export const unlimitedPolicy: RetentionPolicy = { days: null, categories: {}, events: {} };

/** Periods with a name. Months and years are rounded up, so that a leap day never makes one short. */
export const retentionPresets = [
  { id: '30d', label: '30 days', days: 30 },
  { id: '90d', label: '90 days', days: 90 },
  { id: 'pci', label: '12 months (PCI DSS)', days: 366 },
  { id: '24m', label: '24 months', days: 731 },
  { id: '7y', label: '7 years', days: 2557 },
  { id: 'unlimited', label: 'Unlimited', days: null },
] as const;

export const mostRetentionDays = 36_500;
export const mostRetentionRules = 500;

const dayMs = 86_400_000;

export function keptDays(policy: RetentionPolicy, category: string, event: string): number | null {
  const ofEvent = Object.hasOwn(policy.events, event) ? policy.events[event] : undefined;
  if (ofEvent !== undefined) return ofEvent;
  const ofCategory = Object.hasOwn(policy.categories, category) ? policy.categories[category as Category] : undefined;
  return ofCategory === undefined ? policy.days : ofCategory;
}

/** Kept until none of the policies lets it go: what counts while a change waits. */
export function longestDays(policies: readonly RetentionPolicy[], category: string, event: string): number | null {
  let longest = 0;
  for (const policy of policies) {
    const days = keptDays(policy, category, event);
    if (days === null) return null;
    longest = Math.max(longest, days);
  }
  return longest;
}

/** An event is due when it was received at this moment (ms) or earlier; null: never. */
export const dueBeforeMs = (nowMs: number, days: number | null): number | null => (days === null ? null : nowMs - days * dayMs);

/** One line of what policies together mean: an event type, a category, or the rest. */
export interface RetentionClass {
  /** Null: every type that has no rule of its own. */
  event: string | null;
  category: Category;
}

/** Everything that policies could tell apart; an event type can come in any category. */
export function retentionClasses(policies: readonly RetentionPolicy[]): RetentionClass[] {
  const events = new Set(policies.flatMap((policy) => Object.keys(policy.events)));
  return categories.flatMap((category) => [...[...events].map((event) => ({ event, category })), { event: null, category }]);
}

/** A name that is no event's. */
const noEvent = '\u0000';

export const classDays = (policies: readonly RetentionPolicy[], { event, category }: RetentionClass): number | null =>
  longestDays(policies, category, event ?? noEvent);

/** Would some event be let go earlier by `to` than by all of `from` together? */
export function shortens(from: readonly RetentionPolicy[], to: RetentionPolicy): boolean {
  return retentionClasses([...from, to]).some((one) => {
    const [before, after] = [classDays(from, one), classDays([to], one)];
    return after !== null && (before === null || after < before);
  });
}

/** Nothing is ever due. */
export const keepsAll = (policies: readonly RetentionPolicy[]): boolean =>
  retentionClasses(policies).every((one) => classDays(policies, one) === null);

/** The least and the most days any event is kept; null: for ever. */
export function daysBetween(policies: readonly RetentionPolicy[]): { least: number | null; most: number | null } {
  const all = retentionClasses(policies).map((one) => classDays(policies, one) ?? Infinity);
  const orNull = (days: number): number | null => (days === Infinity ? null : days);
  return { least: orNull(Math.min(...all)), most: orNull(Math.max(...all)) };
}

/** `30 days`, `unlimited`; for people. */
export function daysText(days: number | null): string {
  if (days === null) return 'unlimited';
  return `${days.toLocaleString('en-US')} ${days === 1 ? 'day' : 'days'}`;
}

/** One line for people and events: `30 days; authentication 90 days; agent.remove unlimited`. */
export function policyText(policy: RetentionPolicy): string {
  const rules = [...Object.entries(policy.categories), ...Object.entries(policy.events)];
  return [daysText(policy.days), ...rules.map(([name, days]) => `${name} ${daysText(days)}`)].join('; ');
}
