/**
 * The product's own server, for one organisation: people sign in and out, are invited and leave, and the company
 * changes its settings. It also passes actions from the plugin to the agents, over a small HTTP interface on loopback.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { openPlayer, tell } from './player.ts';
import { asActor, asUserMetadata, chance, companies, pick, type Person } from './world.ts';

const player = openPlayer('product');
const { report } = player;
const company = companies[player.company] ?? companies[0];
const system = { type: 'system' as const, name: 'system' };
const knownTags = new Set<string>();
const firstHandedOut = Promise.withResolvers<void>();
let handedOut = 0;
const waiting: { action: unknown; by: unknown }[] = [];

const server = createServer((request, response) => {
  void answer(request).then(
    (body) => response.end(JSON.stringify(body)),
    (error: unknown) => response.writeHead(500).end(String(error)),
  );
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') tell({ product: `http://127.0.0.1:${address.port}` });
});

async function answer(request: IncomingMessage): Promise<unknown> {
  if (request.method === 'GET') return handOut();
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = JSON.parse(Buffer.concat(chunks).toString()) as {
    action?: unknown;
    by?: unknown;
    tag?: string;
    agent?: Record<string, unknown>;
  };
  if (body.action) waiting.push({ action: body.action, by: body.by });
  if (body.tag && body.agent) await learnTag(body.tag, body.agent);
  return { ok: true };
}

/** The oldest waiting action for the agent that asks. The first one ever is sure to work, so that the play is complete. */
function handOut(): object | null {
  const next = waiting.shift();
  if (next === undefined) return null;
  firstHandedOut.resolve();
  return { ...next, sure: handedOut++ === 0 };
}

/** A tag exists from the first agent that carries it; nobody asked for it, so the system is the actor. */
async function learnTag(tag: string, agent: Record<string, unknown>): Promise<void> {
  if (knownTags.has(tag)) return;
  knownTags.add(tag);
  await report({ event: 'tag.create', actor: system, targets: [{ type: 'tag', id: tag }], metadata: { agent: { ...agent, tags: [tag] } } });
}

const signIn = async (person: Person): Promise<void> => {
  const failed = chance(0.15);
  const common = { event: 'auth.login', actor: asActor(person, 'portal'), metadata: { user: asUserMetadata(person) } };
  await report(failed ? { ...common, outcome: 'failure', error_message: 'Bad credentials' } : common);
};

const signOut = (person: Person) =>
  report({ event: 'auth.logout', actor: asActor(person, 'portal'), metadata: { user: asUserMetadata(person) } });

async function invite(admin: Person): Promise<void> {
  const id = randomUUID();
  const email = `new-${id.slice(0, 4)}@${admin.email.split('@')[1]}`;
  const event = {
    event: 'user.create',
    actor: asActor(admin, 'portal'),
    targets: [{ type: 'user', id, name: email }],
    metadata: { user: { user_id: id, user_name: email, user_types: ['developer'], register_method: 'invitation' } },
  };
  await report(event);
  await player.pause(300);
  await report({ ...event, outcome: 'failure', error_message: `A user with the e-mail ${email} exists already` });
  await player.pause(300);
  await report({ ...event, event: 'user.delete' });
}

/** The identity provider of the company adds a user; no person did it. */
async function provision(): Promise<void> {
  const id = randomUUID();
  const name = `scim-${id.slice(0, 4)}`;
  await report({
    event: 'user.create',
    actor: system,
    targets: [{ type: 'user', id, name }],
    metadata: {
      user: { user_id: id, user_name: name, register_method: 'SCIM' },
      system: { operation_type: 'USER_PROVISIONING', operation_result: 'SUCCESS', executor_ip: '192.0.2.44', target: name },
    },
  });
}

const addIntegration = (admin: Person) =>
  report({
    event: 'integration.create',
    actor: asActor(admin, 'portal'),
    targets: [{ type: 'integration', id: 'slack', name: 'Slack' }],
    metadata: { user: asUserMetadata(admin) },
    extra: { channel: '#on-call' },
  });

const reachLimit = () =>
  report({
    event: 'system.exception_limit_reached',
    actor: system,
    metadata: {
      system: {
        operation_type: 'EXCEPTION_LIMIT',
        message: 'Daily limit of 1,000 exceptions reached',
        operation_result: 'LIMITED',
        executor_ip: '192.0.2.10',
      },
    },
  });

async function rename(admin: Person): Promise<void> {
  const event = { event: 'organisation.rename', actor: asActor(admin, 'portal'), metadata: { user: asUserMetadata(admin) } };
  await report({ ...event, changes: [{ field: 'name', before: company.name, after: `${company.name} Group` }] });
  await player.pause(500);
  await report({ ...event, changes: [{ field: 'name', before: `${company.name} Group`, after: company.name }] });
  await report({ ...event, outcome: 'failure', error_message: 'The name must not be empty' });
}

const acts = [
  () => signIn(pick(company.people)),
  () => invite(company.people[0]),
  () => addIntegration(company.people[0]),
  () => rename(company.people[0]),
  reachLimit,
  provision,
  () => signOut(pick(company.people)),
] as const;

// Each act once, so that everything is there to be seen soon; then as life goes, mostly people coming and going.
for (const act of acts) {
  if (player.ended) break;
  await act();
  await player.pause(200);
}
await Promise.race([firstHandedOut.promise, player.pause(60_000)]);
tell({ played: true });
while (!player.ended) {
  await player.pause(2_000 + Math.random() * 4_000);
  if (player.ended) break;
  await (chance(0.7) ? signIn(pick(company.people)) : pick(acts)());
}
server.close();
process.disconnect();
