/** An agent inside a customer's program: registers, accepts or refuses the actions it is given, and goes away. */
import { randomUUID } from 'node:crypto';
import { openPlayer, tell } from './player.ts';
import { companies } from './world.ts';

const player = openPlayer('agent');
const product = process.env['DEMO_PRODUCT'] ?? '';
const company = companies[player.company] ?? companies[0];
const machine = company.machines[Number(process.env['DEMO_MACHINE'] ?? '0')] ?? company.machines[0];

function describe(id: string) {
  return {
    agent_id: id,
    agent_name: `${machine.name} (pid ${process.pid})`,
    agent_ip: machine.ip,
    agent_os: machine.os,
    agent_pid: process.pid,
    agent_version: '1.41.2',
    agent_api_version: '1.12',
    runtime_environment: machine.runtime,
    log_piping: 'BOTH',
    agent_pool: machine.pool,
  };
}

function actorOf(agent: ReturnType<typeof describe>) {
  return {
    type: 'agent' as const,
    id: agent.agent_id,
    name: agent.agent_name,
    ip: agent.agent_ip,
    host: machine.name,
    client: 'agent' as const,
  };
}

async function refusedOnce(): Promise<void> {
  const agent = { ...describe(randomUUID()), agent_version: '1.9.0' };
  await player.report({
    event: 'agent.register',
    outcome: 'failure',
    error_message: 'Agent version 1.9.0 is older than the oldest supported one, 1.20',
    actor: actorOf(agent),
    agent_pool: machine.pool,
    metadata: { agent },
  });
}

async function accept(agent: ReturnType<typeof describe>): Promise<void> {
  const given = (await (await fetch(product)).json()) as { action: Record<string, unknown>; sure: boolean } | null;
  if (given === null) return;
  const id = String(given.action['action_id']);
  const event = {
    event: 'action.create',
    actor: actorOf(agent),
    targets: [{ type: 'action', id }],
    agent_pool: machine.pool,
    correlation_id: id,
    metadata: { action: given.action, agent },
  };
  await player.report(
    given.sure || Math.random() < 0.8
      ? event
      : {
          ...event,
          outcome: 'failure',
          error_message: `No class on line ${String(given.action['line'])} of ${String(given.action['file_name'])} is loaded`,
        },
  );
}

/** One life: from registration to removal. */
async function live(ms: number): Promise<void> {
  const agent = describe(randomUUID());
  const self = {
    actor: actorOf(agent),
    targets: [{ type: 'agent', id: agent.agent_id, name: agent.agent_name }],
    agent_pool: machine.pool,
    metadata: { agent },
  };
  await player.report({ event: 'agent.register', ...self });
  await fetch(product, { method: 'POST', body: JSON.stringify({ tag: machine.pool, agent }) });
  const untilMs = performance.now() + ms;
  do {
    await accept(agent);
    await player.pause(700);
  } while (!player.ended && performance.now() < untilMs);
  await player.report({ event: 'agent.remove', ...self });
}

await refusedOnce();
await live(2_500);
tell({ played: true });
while (!player.ended) await live(20_000 + Math.random() * 40_000);
process.disconnect();
