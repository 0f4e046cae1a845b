import { canonicalGroups } from './body.ts';
import { normalise } from './normalise.ts';
import { splitRequest } from './split.ts';

/**
 * Measures the way of an event on the main thread: `node packages/events/event/measure.ts`.
 * Goal: ≤ 20 µs an event of 800 bytes, one thread, from the request's text to the texts of its groups.
 */
const batchEvents = 1_000;
const rounds = 20;

function sample(index: number): unknown {
  return {
    id: `0193a2e0-7c1f-7000-8000-${index.toString(16).padStart(12, '0')}`,
    event: index % 3 === 0 ? 'action.create' : 'agent.remove',
    outcome: 'success',
    occurred_at: '2026-11-24T11:25:00.123Z',
    actor: {
      type: 'user',
      id: String(4000 + (index % 97)),
      name: 'Dana Example',
      email: `dana${index % 97}@example.com`,
      ip: '192.0.2.17',
      user_agent: 'Mozilla/5.0 (X11; Linux x86_64)',
      client: 'plugin',
    },
    targets: [{ type: 'agent', id: `d885cc7b-344f-44aa-a853-${index.toString(16).padStart(12, '0')}`, name: 'web-1 (pid 72850)' }],
    agent_pool: 'Default pool',
    metadata: {
      agent: {
        agent_id: `d885cc7b-344f-44aa-a853-${index.toString(16).padStart(12, '0')}`,
        agent_name: 'web-1 (pid 72850)',
        agent_os: 'linux',
        agent_pid: 72850,
        runtime_environment: 'Java',
      },
      action: { action_type: 'COUNTER', condition: 'i % 10 == 0', file_name: 'Foo.java', line: index % 500 },
    },
    correlation_id: `req-${index}`,
    extra: { region: 'eu-west-1' },
  };
}

const texts = Array.from({ length: 8 }, (_, batch) =>
  JSON.stringify(Array.from({ length: batchEvents }, (_event, index) => sample(batch * batchEvents + index))),
);
let events = 0;
let bestUs = { split: Infinity, normalise: Infinity, groups: Infinity, all: Infinity };
for (let round = 0; round < rounds; round += 1) {
  const text = texts[round % texts.length] ?? '[]';
  const start = performance.now();
  const items = splitRequest(text, 'application/json');
  const split = performance.now();
  const results = items.map((item) => (item.ok ? normalise(item.value, { strict: false, allowReserved: false }) : null));
  const normalised = performance.now();
  for (const result of results) if (result?.ok) events += Object.keys(canonicalGroups(result.event)).length > 0 ? 1 : 0;
  const end = performance.now();
  const perEventUs = (ms: number) => (ms * 1_000) / batchEvents;
  bestUs = {
    split: Math.min(bestUs.split, perEventUs(split - start)),
    normalise: Math.min(bestUs.normalise, perEventUs(normalised - split)),
    groups: Math.min(bestUs.groups, perEventUs(end - normalised)),
    all: Math.min(bestUs.all, perEventUs(end - start)),
  };
}
console.log(`${events} events of ${Math.round((texts[0] ?? '').length / batchEvents)} characters; best round, µs an event:`);
console.log(
  Object.entries(bestUs)
    .map(([stage, us]) => `${stage} ${us.toFixed(2)}`)
    .join(', '),
);
