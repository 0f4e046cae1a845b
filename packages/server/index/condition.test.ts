import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Search } from '../search.ts';
import { resolveCatalogueEvent } from './resolve-event.ts';
import { openIndex, record, uuidOf, type IndexUnderTest } from './testing.ts';

const organisation = '0193a000-aaaa-7000-8000-000000000001';
let index: IndexUnderTest;
let search: Search;

const quote = `it's "quoted" \\ back	tab`;
/** Sequence by name, so that expectations can be read. */
const names = ['login', 'agent', 'action', 'system', 'strange'] as const;

before(async () => {
  index = await openIndex();
  search = new Search({
    client: index.client,
    progress: index.progress,
    ledger: index.ledger,
    resolveEvent: resolveCatalogueEvent,
    cursorKey: new Uint8Array(32),
  });
  index.ledger.append(
    organisation,
    record({
      skeleton: {
        id: uuidOf(9001),
        event: 'auth.login',
        category: 'authentication',
        outcome: 'failure',
        occurred_at: '2026-01-01T00:00:00.000Z',
      },
      groups: {
        actor: { email: 'Dana@Example.com', name: 'Dana Ünal', id: 'u-1', user: { user_groups: ['ops', 'dev'] } },
        net: { ip: '10.1.2.3', client: 'portal' },
        detail: { error_message: 'Request time out', extra: { reason: 'time out', nested: { deep: [1, 2] } } },
      },
    }),
    record({
      skeleton: {
        event: 'agent.remove',
        category: 'deletion',
        actor_type: 'agent',
        occurred_at: '2026-01-01T23:59:59.999Z',
        target_types: ['agent'],
      },
      groups: {
        actor: { id: 'a-77', name: 'host (pid 4711)' },
        target: { targets: [{ type: 'agent', id: 'a-77', name: 'Host' }] },
        net: { ip: '2001:db8::7' },
        detail: { agent_pool: 'Blue', metadata: { agent: { agent_os: 'linux', agent_pid: 4711, runtime_environment: 'Java' } } },
        context: { correlation_id: 'C-1', producer: { name: 'plugin' } },
      },
    }),
    record({
      skeleton: { event: 'action.create', category: 'creation', occurred_at: '2026-01-02T00:00:00.000Z' },
      groups: {
        actor: { id: 'u-2' },
        net: { ip: '192.0.2.1', client: 'plugin' },
        detail: { metadata: { action: { action_type: 'COUNTER', line: 42 } }, extra: { trace: '9f86d081884c7d659a2feaa0c55ad015' } },
      },
    }),
    record({
      skeleton: {
        event: 'billing.pay',
        category: 'change',
        outcome: 'unknown',
        actor_type: 'system',
        occurred_at: '1970-01-01T00:00:00.000Z',
      },
      groups: { context: { unlisted: true } },
    }),
    record({
      skeleton: { event: 'tag.create', occurred_at: '2199-01-01T00:00:00.000Z' },
      groups: { actor: { name: quote }, detail: { extra: { note: quote, 'a=b': 'c=d' } } },
    }),
  );
  await index.settle();
});
after(() => index.close());

async function found(q: string): Promise<string> {
  const page = await search.find({
    organisation,
    q,
    fromMs: null,
    toMs: null,
    order: 'sequence',
    limit: 100,
    cursor: null,
    total: true,
    waitFor: null,
  });
  assert.equal(page.total?.value, page.events.length);
  return page.events.map((text) => names[(JSON.parse(text) as { sequence: number }).sequence]).join(' ');
}

for (const [q, expected] of [
  ['', 'login agent action system strange'],
  // Actor: e-mail, name or id; the type where there is nothing else.
  ['actor:dana@example.com', 'login'],
  ['actor:"dana ünal"', 'login'],
  ['actor:u-1', 'login'],
  ['actor:system', 'system'],
  ['actor:dana*', 'login'],
  ['actor:a-77', 'agent'],
  ['actor~EXAMPLE', 'login'],
  ['user:u-2', 'action'],
  ['actor.id:u-1', 'login'],
  ['actor.id:U-1', ''],
  ['actor.id:u*', 'login action'],
  ['actor.email:dana@example.com', 'login'],
  ['actor.name~pid', 'agent'],
  ['actor.type:agent,system', 'agent system'],
  ['-actor.type:user', 'agent system'],
  ['actor.email:*', 'login'],
  ['-actor.email:*', 'agent action system strange'],
  // Event: id, code, label, original name.
  ['event:auth.login', 'login'],
  ['event:AUTH.LOGIN', 'login'],
  ['event:agent.remove,tag.create', 'agent strange'],
  ['event:a*', 'login agent action'],
  ['event:REMOVED_AGENT', 'agent'],
  ['event:"agent remove success"', 'agent'],
  ['event:"remove agent success"', 'agent'],
  ['event:"authentication Success"', ''],
  ['event:"authentication failed"', 'login'],
  ['event:REMOVED_AGENT_SUCCESS', 'agent'],
  ['event:REMOVED_AGENT_FAILURE', ''],
  ['event~.create', 'action strange'],
  ['event:billing.pay', 'system'],
  ['event:nothing', ''],
  ['code:authentication_failure', 'login'],
  ['label~"remove succ"', 'agent'],
  ['state~create', 'action strange'],
  ['state~AUTHENTICATION_', 'login'],
  ['category:deletion', 'agent'],
  ['outcome:failure,unknown', 'login system'],
  ['-outcome:success', 'login system'],
  // Targets, client, pool, producer.
  ['target:a-77', 'agent'],
  ['target:HOST', 'agent'],
  ['target.type:agent', 'agent'],
  ['target.id:a-7', ''],
  ['target.id:a-7*', 'agent'],
  ['target.name~os', 'agent'],
  ['client:portal', 'login'],
  ['client:portal,plugin', 'login action'],
  ['agent_pool:blue', 'agent'],
  ['producer:plugin', 'agent'],
  ['-producer:annals', 'login agent action system strange'],
  ['correlation_id:C-1', 'agent'],
  ['correlation_id:c-1', ''],
  ['unlisted:true', 'system'],
  ['unlisted:false outcome:unknown', ''],
  ['recorded_by:key:11111111-1111-4111-8111-111111111111 client:*', 'login action'],
  ['error~"TIME OUT"', 'login'],
  // Addresses.
  ['ip:10.0.0.0/8', 'login'],
  ['ip:10.1.2.3', 'login'],
  ['ip:10.1.2.4', ''],
  ['ip:2001:db8::/32', 'agent'],
  ['ip:2001:db8::7', 'agent'],
  ['ip:::/0', 'login agent action'],
  ['ip:0.0.0.0/0', 'login action'],
  ['ip:10.0.0.0/8,192.0.2.0/24', 'login action'],
  ['-ip:0.0.0.0/0', 'agent system strange'],
  // Pairs.
  ['metadata.agent.agent_os:linux', 'agent'],
  ['metadata.agent.agent_os:Linux', ''],
  ['metadata.agent.agent_pid>4710', 'agent'],
  ['metadata.agent.agent_pid>4711', ''],
  ['metadata.agent.agent_pid<4712.5', 'agent'],
  ['metadata.user.user_groups:dev', 'login'],
  ['metadata.agent.runtime_environment~jav', 'agent'],
  ['metadata.action.action_type:COUNT*', 'action'],
  ['metadata.action.line:*', 'action'],
  ['extra.reason:"time out"', 'login'],
  ['extra.nested.deep:2', 'login'],
  ['-extra.reason:*', 'agent action system strange'],
  ['extra~"reason=time"', 'login'],
  ['extra~"error_message=Request"', 'login'],
  ['extra~TIME', 'login agent'],
  ['extra.a=b:c=d', 'strange'],
  // Numbers and instants.
  ['sequence>2', 'system strange'],
  ['sequence<1', 'login'],
  ['sequence:1,3', 'agent system'],
  ['sequence:1.5', ''],
  ['sequence>0.5 sequence<2.5', 'agent action'],
  ['sequence>-5 sequence<0', ''],
  ['occurred_at:2026-01-01', 'login agent'],
  ['occurred_at>2026-01-01', 'agent action strange'],
  ['occurred_at<2026-01-01', 'system'],
  ['occurred_at:2026-01-01T23:59:59Z', 'agent'],
  ['received_at>2026-01-01', 'login agent action system strange'],
  ['received_at<2026-01-01', ''],
  ['date>2100-01-01', 'strange'],
  [`id:${uuidOf(9001)}`, 'login'],
  [`id:${uuidOf(9001).toUpperCase()}`, 'login'],
  [`-id:${uuidOf(9001)}`, 'agent action system strange'],
  // Words.
  ['dana', 'login'],
  ['TIME', 'login'],
  ['"time out"', 'login'],
  ['"out time"', ''],
  ['time -dana', ''],
  ['lin*', 'agent'],
  ['"request ti"*', 'login'],
  ['ünal', 'login'],
  ['linux 4711', 'agent'],
  ['9f86d081884c7d659a2feaa0c55ad015', 'action'],
  [uuidOf(9001), 'login'],
  ['words~inu', 'agent'],
  ['words:dana,linux', 'login agent'],
  ['"---"', ''],
  // Text that means something elsewhere.
  [`actor:"it's \\"quoted\\" \\\\ back	tab"`, 'strange'],
  [`extra.note:"it's \\"quoted\\" \\\\ back	tab"`, 'strange'],
  [`actor:"') OR 1=1 --"`, ''],
  ["extra~\"' OR ''='\"", ''],
  ['actor~"%"', ''],
  ['actor~"_"', ''],
  ['actor:"{organisation:UUID}"', ''],
  ['actor:\\N', ''],
] as const) {
  test(`${q === '' ? 'nothing asked' : q} → ${expected === '' ? 'none' : expected}`, async () => assert.equal(await found(q), expected));
}
