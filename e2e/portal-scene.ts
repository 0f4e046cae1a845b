/** Events as a small team's week makes them: enough for pages, filters, failures, changes and odd characters. Nobody of it exists. */

interface Person {
  id: string;
  name: string;
  email: string;
}

const people: readonly [Person, Person, Person] = [
  { id: 'u-1041', name: 'Mara Lindqvist', email: 'mara.lindqvist@acme.example' },
  { id: 'u-1077', name: 'Tobias Okafor', email: 'tobias.okafor@acme.example' },
  { id: 'u-1102', name: 'Ji-woo Han', email: 'jiwoo.han@acme.example' },
];
const agent = {
  agent_id: 'd885cc7b-344f-44aa-a853-0a261a844d8d',
  agent_name: 'checkout-7d9f',
  agent_os: 'linux',
  agent_version: '1.9.2',
  agent_ip: '10.4.1.12',
  agent_pid: 72850,
  runtime_environment: 'Java',
  log_piping: 'BOTH',
};
const agentActor = { type: 'agent', id: agent.agent_id, name: agent.agent_name };

const actor = (at: 0 | 1 | 2, client = 'portal') => ({ type: 'user', ...people[at], ip: `198.51.100.${14 + at}`, client });
const user = (at: 0 | 1 | 2) => ({
  user_id: people[at].id,
  user_name: people[at].name,
  user_types: ['developer'],
  user_groups: ['Payments'],
});
const action = (n: number, type: string, file: string) => ({
  action_id: `8f1c2f7e-0f0f-4d69-9a51-5f7a2d1f1f${10 + n}`,
  action_type: type,
  file_name: file,
  line: 40 + n * 7,
  max_hit_count: 5,
  ignore_quota: false,
});

/** Oldest first; the newest happened `now`. */
export function portalScene(now: number): Record<string, unknown>[] {
  const events: Record<string, unknown>[] = [
    {
      event: 'agent.register',
      actor: agentActor,
      targets: [{ type: 'agent', id: agent.agent_id, name: agent.agent_name }],
      metadata: { agent: { ...agent, agent_api_version: '1.7', source: 'k8s' } },
    },
    { event: 'auth.login', actor: actor(0), metadata: { user: user(0) } },
    {
      event: 'action.create',
      actor: actor(0, 'plugin'),
      targets: [{ type: 'action', id: action(1, 'LOG', 'Cart.java').action_id }],
      metadata: { action: action(1, 'LOG', 'Cart.java'), user: user(0) },
    },
    { event: 'action.create', actor: agentActor, metadata: { action: action(1, 'LOG', 'Cart.java'), agent } },
    { event: 'action.create', actor: actor(1, 'plugin'), metadata: { action: action(2, 'COUNTER', 'Checkout.java'), user: user(1) } },
    {
      event: 'action.create',
      outcome: 'failure',
      error_message: 'condition does not compile: cannot find symbol total',
      actor: agentActor,
      metadata: { action: action(2, 'COUNTER', 'Checkout.java'), agent },
    },
    {
      event: 'tag.create',
      actor: { type: 'system' },
      targets: [{ type: 'tag', id: 'production', name: 'production' }],
      metadata: { system: { operation_type: 'tag', operation_result: 'created' }, agent },
    },
    {
      event: 'integration.create',
      actor: actor(0),
      targets: [{ type: 'integration', id: 'slack', name: 'Slack' }],
      metadata: { user: user(0) },
    },
    {
      event: 'auth.login',
      outcome: 'failure',
      error_message: 'wrong password',
      actor: { type: 'user', email: 'j.doe@gmail.example', ip: '203.0.113.77', client: 'portal' },
    },
    {
      event: 'user.create',
      actor: actor(0),
      targets: [{ type: 'user', id: people[2].id, name: people[2].name }],
      metadata: { user: user(2) },
    },
    {
      event: 'system.exception_limit_reached',
      actor: { type: 'system' },
      metadata: { system: { message: 'daily limit of 10,000 exceptions', executor_ip: '10.4.0.2' } },
    },
    {
      event: 'organisation.rename',
      targets: [{ type: 'organisation', id: 'acme', name: 'Acme Payments' }],
      actor: actor(0),
      changes: [{ field: 'name', before: 'Acme', after: 'Acme Payments' }],
      metadata: { user: user(0) },
    },
    { event: 'action.disable', actor: actor(1, 'plugin'), metadata: { action: action(2, 'COUNTER', 'Checkout.java'), user: user(1) } },
    {
      event: 'agent.remove',
      actor: agentActor,
      targets: [{ type: 'agent', id: agent.agent_id, name: agent.agent_name }],
      metadata: { agent },
    },
    { event: 'auth.logout', actor: actor(1), metadata: { user: user(1) } },
  ];
  const loop = Array.from({ length: 21 }, (_, n) => {
    const who = (n % 3) as 0 | 1 | 2;
    return n % 4 === 3
      ? { event: 'action.create', actor: actor(who, 'plugin'), metadata: { action: action(n, 'CAPTURE', 'Invoice.java'), user: user(who) } }
      : {
          event: n % 4 === 1 ? 'auth.logout' : 'auth.login',
          actor: actor(who, n % 2 === 0 ? 'plugin' : 'portal'),
          metadata: { user: user(who) },
        };
  });
  const all = [...loop, ...events];
  return all.map((event, at) => ({
    ...event,
    producer: { name: 'acme-console' },
    occurred_at: new Date(now - (all.length - at) * 67 * 60_000 - ((at * 7_919) % 60) * 1_000).toISOString(),
  }));
}

/** An event that tries to look like something else. */
export const deceptiveEvent = {
  event: 'user.update',
  actor: { type: 'user', id: 'u-1', name: 'Dana\u202Emoc.live' },
  extra: { note: 'a\u0007b\u200Bc', html: '<img src=x onerror=alert(1)>' },
  producer: { name: 'acme-console' },
};
