import { dueBeforeMs, parseFilter, type RetentionPolicy } from '@annals/events';
import type { EngineClient } from '../index/client.ts';
import type { ResolveEvent } from '../index/condition.ts';
import type { Parameters } from '../index/parameters.ts';
import { Where } from '../index/where.ts';
import { type HoldInForce, holdsAll } from './due.ts';

/** What a policy would remove, in numbers. */
export interface Consequence {
  events: number;
  held: number;
  waitingForArchive: number;
  /** Highest sequence that would go; null: none would. */
  lastSequence: number | null;
  /** received_at of the oldest event that stays; null: none. */
  oldestKeptMs: number | null;
}

export interface ConsequenceOrder {
  organisation: string;
  policies: readonly RetentionPolicy[];
  nowMs: number;
  archivedTo: number | null;
  holds: readonly HoldInForce[];
}

const mostHoldBytes = 64 * 1024;

/** Counts in the index; what is not indexed yet was received just now, and is not due. Problems of the engine pass through. */
export async function consequenceOf(
  { client, resolveEvent }: { client: EngineClient; resolveEvent: ResolveEvent },
  { organisation, policies, nowMs, archivedTo, holds }: ConsequenceOrder,
): Promise<Consequence> {
  const where = new Where({ organisation, filter: { terms: [] }, fromMs: null, toMs: null, asOf: Number.MAX_SAFE_INTEGER }, resolveEvent);
  const { parameters } = where;
  const due = policies.map((policy) => `(${dueCondition(policy, nowMs, parameters)})`).join(' AND ');
  const held = holds.map((hold) => `(${holdCondition(hold, where, resolveEvent)})`).join(' OR ') || 'false';
  const late = archivedTo === null ? 'false' : `sequence >= ${parameters.add('Int64', archivedTo)}`;
  const goes = 'due AND NOT held AND NOT late';
  const [events, heldCount, lateCount, last, kept, oldest] = await client.row({
    columns: `countIf(${goes}), countIf(due AND held), countIf(due AND NOT held AND late), maxIf(sequence, ${goes}), countIf(NOT (${goes})), toUnixTimestamp64Milli(minIf(received_at, NOT (${goes})))`,
    rest: `FROM (SELECT sequence, received_at, (${due}) AS due, (${held}) AS held, (${late}) AS late ${where.text})`,
    parameters: parameters.values,
    limits: { seconds: 60 },
  });
  return {
    events: Number(events),
    held: Number(heldCount),
    waitingForArchive: Number(lateCount),
    lastSequence: Number(events) === 0 ? null : Number(last),
    oldestKeptMs: Number(kept) === 0 ? null : Number(oldest),
  };
}

function dueCondition(policy: RetentionPolicy, nowMs: number, parameters: Parameters): string {
  const before = (days: number | null): string => parameters.instant(dueBeforeMs(nowMs, days) ?? 0);
  const cases = [
    ...Object.entries(policy.events).map(([event, days]) => `event = ${parameters.add('String', event)}, ${before(days)}`),
    ...Object.entries(policy.categories).map(([category, days]) => `category = ${parameters.add('String', category)}, ${before(days)}`),
  ];
  return `received_at <= ${cases.length === 0 ? before(policy.days) : `multiIf(${cases.join(', ')}, ${before(policy.days)})`}`;
}

/** The conditions of a search for what the hold describes. */
function holdCondition(hold: HoldInForce, outer: Where, resolveEvent: ResolveEvent): string {
  if (holdsAll(hold)) return 'true';
  const filter = parseFilter(hold.q, mostHoldBytes);
  return outer.conditionsOf({ filter, fromMs: hold.fromMs, toMs: hold.toMs }, resolveEvent);
}
