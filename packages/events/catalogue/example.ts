import type { Actor, MetadataGroup } from '../event/types.ts';
import type { CatalogueEntry } from './define.ts';

/** An example of an entry as a producer sends it: for documents, the demo and the test that every entry can be recorded. */
const sampleActors: Readonly<Record<Actor['type'], Actor>> = {
  user: { type: 'user', id: '4711', name: 'Dana', email: 'dana@example.com', ip: '192.0.2.7', client: 'portal' },
  agent: {
    type: 'agent',
    id: 'd885cc7b-344f-44aa-a853-0a261a844d8d',
    name: 'shiran-Latitude-7410 (pid 72850)',
    ip: '10.50.29.9',
    client: 'agent',
  },
  agent_pool: { type: 'agent_pool', id: 'default', name: 'Default pool' },
  system: { type: 'system' },
  api_key: { type: 'api_key', id: 'key-17', name: 'CI', client: 'api' },
  service: { type: 'service', id: 'billing', name: 'Billing' },
  ai_agent: {
    type: 'ai_agent',
    id: 'assistant-1',
    name: 'Desktop assistant',
    client: 'mcp',
    on_behalf_of: { type: 'user', email: 'dana@example.com' },
  },
};

const sampleMetadata: Readonly<Record<MetadataGroup, Record<string, unknown>>> = {
  user: { user_id: '4711', user_name: 'Dana', user_types: ['Member'], user_groups: ['Developers'] },
  action: {
    action_type: 'COUNTER',
    action_id: '8f1c2f7e-0f0f-4d69-9a51-5f7a2d1f1f10',
    name: 'orders',
    condition: 'i % 10 == 0',
    file_name: 'Foo.java',
    line: 12,
    ignore_quota: false,
    max_hit_count: 1,
  },
  system: { operation_type: 'update', operation_result: 'done', executor_ip: '10.0.0.5' },
  agent: {
    agent_id: 'd885cc7b-344f-44aa-a853-0a261a844d8d',
    agent_name: 'shiran-Latitude-7410 (pid 72850)',
    agent_os: 'linux',
    agent_pid: 72850,
    agent_version: '1.7.0-rc4.de87b07b3',
    agent_api_version: '1.7',
    runtime_environment: 'Java',
    log_piping: 'BOTH',
  },
};

export interface ExampleEvent {
  event: string;
  outcome: string;
  occurred_at: string;
  error_message?: string;
  actor: Actor;
  targets?: { type: string; id: string; name?: string }[];
  metadata?: Partial<Record<MetadataGroup, Record<string, unknown>>>;
}

export function exampleOf(entry: CatalogueEntry): ExampleEvent {
  const actorType = entry.actors[0] ?? 'system';
  const stage = entry.stages?.find((one) => one.actors.includes(actorType));
  const groups = stage?.metadata ?? entry.metadata;
  const example: ExampleEvent = {
    event: entry.id,
    outcome: entry.defaultOutcome,
    occurred_at: '2022-08-29T12:19:51.000Z',
    actor: sampleActors[actorType],
  };
  if (entry.defaultOutcome === 'failure') example.error_message = 'not allowed';
  if (entry.target) example.targets = [entry.target];
  if (groups.length > 0) example.metadata = Object.fromEntries(groups.map((group) => [group, sampleMetadata[group]]));
  return example;
}
