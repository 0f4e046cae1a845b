import { actionTypes, catalogue, type CatalogueEntry, type MetadataGroup } from '@annals/events';
import { markers } from './markers.ts';
import type { Random } from './random.ts';
import type { Agent, Organisation, Person } from './world.ts';

/**
 * One event as a producer sends it, of any entry of the catalogue: who did it, to what, and the metadata that the entry
 * says it carries. What differs between two events of the same kind at different times stands as a marker.
 */
export type MadeEvent = Record<string, unknown>;

/** How often events of a subject happen; the other subjects share what is left. */
const shares: Readonly<Record<string, number>> = { action: 0.5, agent: 0.17, auth: 0.15, user: 0.04, tag: 0.03 };

const entries = catalogue.filter((entry) => !entry.reserved);
const bySubject = new Map<string, CatalogueEntry[]>();
for (const entry of entries) bySubject.set(entry.subject, [...(bySubject.get(entry.subject) ?? []), entry]);
const otherSubjects = [...bySubject.keys()].filter((subject) => shares[subject] === undefined);

const failures = [
  'The agent did not answer within 30 seconds',
  'Permission denied for the role viewer',
  'The quota of the agent pool is used up',
  'Connection reset by peer while writing',
  'No class on this line is loaded',
];

export function makeEvent(random: Random, organisation: Organisation): MadeEvent {
  const entry = random.pickSkewed(bySubject.get(subjectOf(random)) ?? entries);
  const actorType = random.pickSkewed(entry.actors);
  const stages = entry.stages?.filter((stage) => stage.actors.includes(actorType)) ?? [];
  // An agent's own events carry a user and an action only if there are any.
  const groups = stages[0]?.metadata ?? (entry.subject === 'agent' ? entry.metadata.slice(0, 1) : entry.metadata);
  const user = random.pickSkewed(organisation.users);
  const agent = random.pickSkewed(organisation.agents);
  const actionType = random.pick(actionTypes);
  const failed = random.chance(0.05);
  const metadata = Object.fromEntries(groups.map((group) => [group, metadataOf(group, random, organisation, user, agent, actionType)]));
  return {
    id: markers.id,
    event: entry.id,
    outcome: failed ? 'failure' : 'success',
    occurred_at: markers.occurredAt,
    ...(failed ? { error_message: random.pick(failures) } : {}),
    actor: actorOf(actorType, user, agent),
    ...targetsOf(entry, organisation, random, agent),
    ...(groups.includes('agent') ? { agent_pool: agent.pool } : {}),
    metadata,
    ...(entry.id.endsWith('.update') || entry.id.endsWith('_change') ? { changes: changesOf(random) } : {}),
    ...(random.chance(0.5) ? { correlation_id: markers.correlation } : {}),
    producer: { name: actorType === 'agent' ? 'debugger-agent' : 'debugger-server', host: `app-${random.below(4)}` },
  };
}

function subjectOf(random: Random): string {
  let u = random.bits() / 2 ** 32;
  for (const [subject, share] of Object.entries(shares)) {
    if (u < share) return subject;
    u -= share;
  }
  return random.pick(otherSubjects);
}

function actorOf(type: string, user: Person, agent: Agent): Record<string, unknown> {
  switch (type) {
    case 'user':
      return { type, id: user.id, name: user.name, email: user.email, ip: user.ip, user_agent: user.userAgent, client: 'portal' };
    case 'agent':
      return { type, id: agent.id, name: agent.name, ip: agent.ip, host: agent.host, client: 'agent' };
    case 'api_key':
      return { type, id: `key-${user.id}`, name: 'CI', ip: user.ip, client: 'api' };
    case 'ai_agent':
      return { type, id: 'assistant-1', name: 'Desktop assistant', client: 'mcp', on_behalf_of: { type: 'user', email: user.email } };
    default:
      return { type };
  }
}

function targetsOf(entry: CatalogueEntry, organisation: Organisation, random: Random, agent: Agent): { targets?: unknown[] } {
  if (entry.subject === 'agent') return { targets: [{ type: 'agent', id: agent.id, name: agent.name }] };
  if (entry.subject === 'auth' || entry.subject === 'system') return {};
  const name =
    entry.subject === 'action' ? random.pickSkewed(organisation.files).split('/').at(-1)! : `${entry.subject} ${random.below(30)}`;
  return { targets: [{ type: entry.id.split('.')[0], id: markers.reference, name }] };
}

function metadataOf(
  group: MetadataGroup,
  random: Random,
  organisation: Organisation,
  user: Person,
  agent: Agent,
  actionType: string,
): Record<string, unknown> {
  switch (group) {
    case 'user':
      return { user_id: user.id, user_name: user.name, user_types: ['Member'], user_groups: user.groups };
    case 'action':
      return {
        action_type: actionType,
        action_id: markers.reference,
        condition: `items.size() > ${random.below(50)}`,
        file_name: random.pickSkewed(organisation.files),
        line: 10 + random.below(900),
        ignore_quota: false,
        max_hit_count: 10 * random.below(10),
        source_name: random.pick(agent.tags),
      };
    case 'agent':
      return {
        agent_id: agent.id,
        agent_name: agent.name,
        agent_ip: agent.ip,
        agent_os: agent.os,
        agent_pid: agent.pid,
        agent_version: agent.version,
        runtime_environment: agent.runtime,
        log_piping: 'BOTH',
        tags: agent.tags,
      };
    case 'system':
      return {
        operation_type: 'update',
        operation_result: 'done',
        executor_ip: agent.ip,
        message: 'Ran as scheduled',
        event_mode: 'direct',
      };
  }
}

function changesOf(random: Random): unknown[] {
  const [before, after] = random.chance(0.5) ? ['viewer', 'admin'] : ['disabled', 'enabled'];
  return [{ field: random.pick(['role', 'state', 'settings.mode']), before, after }];
}
