import { hash } from 'node:crypto';
import { canonicalGroups, groupNames, withReceivedFrom, type GroupTexts, type NormalisedEvent, type Warning } from '@annals/events';
import type { PreparedEvent } from './journal/journal.ts';

/** Turns a normalised event into the texts the journal thread works on. */
export function prepare(
  event: NormalisedEvent,
  id: string,
  organisation: string,
  receivedFrom: string | null,
  warnings: Warning[],
): PreparedEvent {
  const groups = canonicalGroups(event);
  const skeletonHead = `"actor_type":"${event.actor.type}","category":"${event.category}","event":${JSON.stringify(event.event)}`;
  const targetTypes = JSON.stringify([...new Set(event.targets?.map((target) => target.type))]);
  return {
    kind: 'event',
    organisation,
    id,
    inputDigest: digestOf(event, skeletonHead, targetTypes, groups),
    occurredAt: event.occurred_at,
    skeletonHead,
    outcome: event.outcome,
    targetTypes,
    warnings: warnings.length === 0 ? '[]' : JSON.stringify(warnings),
    groups: receivedFrom === null ? groups : withReceivedFrom(groups, receivedFrom),
  };
}

/** What "the same event again" means: everything the producer said, nothing the server added. */
function digestOf(event: NormalisedEvent, skeletonHead: string, targetTypes: string, groups: GroupTexts): string {
  const parts = [event.occurred_at ?? '', skeletonHead, event.outcome, targetTypes, ...groupNames.map((name) => groups[name] ?? '')];
  return hash('sha256', parts.join('\n'), 'hex').slice(0, 16);
}
