/** A developer's IDE plugin: asks for actions (log lines, snapshots, counters in running code) and takes them back. */
import { randomUUID } from 'node:crypto';
import { openPlayer, tell } from './player.ts';
import { asActor, asUserMetadata, companies, pick } from './world.ts';

const player = openPlayer('plugin');
const product = process.env['DEMO_PRODUCT'] ?? '';
const company = companies[player.company] ?? companies[0];

type Values = Record<string, unknown>;
const kinds: readonly [Values, ...Values[]] = [
  {
    action_type: 'LOG',
    action_family: 'Log',
    format: 'cart total is {total}',
    level: 'INFO',
    expressions: ['cart.total'],
    target: 'Stdout',
  },
  { action_type: 'CAPTURE', action_family: 'Snapshot', expressions: ['order', 'order.customer.id'], max_hit_count: 1 },
  { action_type: 'COUNTER', action_family: 'Metrics', name: 'checkout_started' },
  { action_type: 'TICTOC', action_family: 'Metrics', name: 'price_ms', end_line: 131 },
];
const places: readonly [Values, ...Values[]] = [
  { file_name: 'src/main/java/shop/Checkout.java', line: 118 },
  { file_name: 'src/main/java/shop/Prices.java', line: 42, condition: 'order.total > 1000 && retries % 10 == 0' },
];

async function ask(broken: boolean): Promise<void> {
  const person = pick(company.people);
  const action = { action_id: randomUUID(), ...pick(kinds), ...pick(places), ignore_quota: false, expiry_sec: 3_600, owner: person.email };
  const common = {
    actor: asActor(person, 'plugin'),
    targets: [{ type: 'action', id: action.action_id }],
    correlation_id: action.action_id,
    metadata: { user: asUserMetadata(person), action },
  };
  if (broken) {
    await player.report({
      ...common,
      event: 'action.create',
      outcome: 'failure',
      error_message: "The condition does not parse: unexpected token ')' at 12",
      metadata: { ...common.metadata, action: { ...action, condition: 'order.total )' } },
    });
    return;
  }
  await player.report({ ...common, event: 'action.create' });
  await fetch(product, { method: 'POST', body: JSON.stringify({ action, by: asUserMetadata(person) }) });
  await player.pause(1_500);
  await player.report({ ...common, event: 'action.remove' });
}

await ask(false);
await ask(true);
tell({ played: true });
while (!player.ended) {
  await player.pause(2_500 + Math.random() * 3_500);
  if (!player.ended) await ask(Math.random() < 0.15);
}
process.disconnect();
