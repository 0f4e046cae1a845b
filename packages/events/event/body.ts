import { findEvent } from '../catalogue/catalogue.ts';
import { namesOf } from '../catalogue/names.ts';
import { jcs } from './jcs.ts';
import type { Actor, GroupTexts, Metadata, NormalisedEvent, RecordedEvent, StoredRecord } from './types.ts';

/**
 * Between an event and the groups of values its leaf commits to. `assemble` undoes `canonicalGroups`.
 * Members stand in the order of their names, so that `jcs` need not sort; absent members and empty groups are left out.
 */
export function canonicalGroups(event: NormalisedEvent): GroupTexts {
  const { actor, metadata } = event;
  const groups: GroupTexts = {};
  put(groups, 'actor', { email: actor.email, id: actor.id, name: actor.name, on_behalf_of: actor.on_behalf_of, user: metadata?.user });
  put(groups, 'context', {
    correlation_id: event.correlation_id,
    producer: event.producer,
    redacted: event.redacted,
    unlisted: event.unlisted ? true : undefined,
  });
  put(groups, 'detail', {
    agent_pool: event.agent_pool,
    changes: event.changes,
    error_message: event.error_message,
    extra: event.extra,
    metadata: otherMetadata(metadata),
  });
  put(groups, 'net', { client: actor.client, host: actor.host, ip: actor.ip, user_agent: actor.user_agent });
  if (event.targets) put(groups, 'target', { targets: event.targets });
  return groups;
}

function otherMetadata(metadata: Metadata | undefined): Metadata | undefined {
  if (!metadata || (metadata.action === undefined && metadata.agent === undefined && metadata.system === undefined)) return undefined;
  return metadata.user === undefined ? metadata : ({ action: metadata.action, agent: metadata.agent, system: metadata.system } as Metadata);
}

function put(groups: GroupTexts, name: keyof GroupTexts, members: Record<string, unknown>): void {
  const text = jcs(members);
  if (text !== '{}') groups[name] = text;
}

/** Adds the address the server received the event from, without reading the text again. */
export function withReceivedFrom(groups: GroupTexts, ip: string | null): GroupTexts {
  if (ip === null) return groups;
  const member = `"received_from":${JSON.stringify(ip)}`;
  const net = groups.net;
  if (net === undefined) return { ...groups, net: `{${member}}` };
  // `user_agent` alone comes after it. Inside a value its quotes would be escaped, so this finds the member or nothing.
  const after = net.startsWith('{"user_agent":') ? 1 : net.indexOf(',"user_agent":');
  if (after < 0) return { ...groups, net: `${net.slice(0, -1)},${member}}` };
  return { ...groups, net: after === 1 ? `{${member},${net.slice(1)}` : `${net.slice(0, after)},${member}${net.slice(after)}` };
}

/** How long after it occurred an event may arrive without being marked. */
const skewMarkMs = 5_000;

/** The event of the API from its stored form. Erased groups are absent from it. */
export function assemble(record: StoredRecord, organisation: string, sequence: number): RecordedEvent {
  const { skeleton, groups } = record;
  const person = groups.actor ?? {};
  const detail = groups.detail ?? {};
  const net = groups.net ?? {};
  const context = groups.context ?? {};
  const others = detail['metadata'] as Metadata | undefined;
  const metadata: Metadata | undefined =
    person['user'] === undefined ? others : { ...others, user: person['user'] as Record<string, unknown> };
  const actor = {
    type: skeleton.actor_type,
    ...pick(person, ['id', 'name', 'email', 'on_behalf_of']),
    ...pick(net, ['ip', 'host', 'user_agent', 'client']),
  } as Actor;
  const skewMs = Date.parse(skeleton.received_at) - Date.parse(skeleton.occurred_at);
  return {
    id: skeleton.id,
    organisation,
    sequence,
    event: skeleton.event,
    ...namesOf(findEvent(skeleton.event), skeleton.event, skeleton.outcome, others?.action?.['action_type']),
    category: skeleton.category,
    outcome: skeleton.outcome,
    unlisted: context['unlisted'] === true,
    occurred_at: skeleton.occurred_at,
    received_at: skeleton.received_at,
    skew_ms: Math.abs(skewMs) > skewMarkMs ? skewMs : 0,
    recorded_by: skeleton.recorded_by,
    ...pick(net, ['received_from']),
    actor,
    ...pick(groups.target ?? {}, ['targets']),
    ...pick(detail, ['agent_pool', 'error_message']),
    ...(metadata ? { metadata } : {}),
    ...pick(detail, ['changes', 'extra']),
    ...pick(context, ['correlation_id', 'producer', 'redacted']),
  };
}

function pick(from: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const name of names) if (from[name] !== undefined) picked[name] = from[name];
  return picked;
}
