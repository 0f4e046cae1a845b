/**
 * npm run demo: a play, not a simulation of load. A made-up product for debugging running programs has two customers,
 * each an organisation in Annals; its server, a developer's plugin and the agents in the customers' programs are
 * processes of their own, and each tells Annals what it did through the public API, as your product would.
 * `--once` ends when every act has been played once.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { AnnalsClient, AnnalsError } from '@annals/client';
import { findOrStart } from './annals.ts';
import { companies } from './world.ts';

const once = process.argv.includes('--once');
const players: { role: string; child: ChildProcess }[] = [];
let stopping = false;

const stopped = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      stopping = true;
      resolve();
    });
  }
});

try {
  await play();
} catch (error) {
  console.error(`demo: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

async function play(): Promise<void> {
  const annals = await findOrStart();
  try {
    const organisations = await organisationsOf(new AnnalsClient({ url: annals.url, key: annals.key }));
    console.log(`
  This is a demo: the product, its two customers and all their people are made up; the events are real ones of ${annals.url}.
${annals.signIn ? `  Sign in with ${annals.signIn.email} and the password ${annals.signIn.password} (kept in data-demo/sign-in.json).\n` : ''}  Ctrl-C ends it.
`);
    const parts = await Promise.all(organisations.map((organisation, company) => cast(annals, organisation, company)));
    console.log('');
    await Promise.race([stopped, ...(once ? [Promise.all(parts.map(({ played }) => played))] : [])]);
    stopping = true;
    console.log('\n  The players leave: agents take their leave, then Annals stops.');
    // The product last: agents tell it that they leave.
    await Promise.all(players.filter(({ role }) => role !== 'product').map(dismiss));
    await Promise.all(players.map(dismiss));
  } finally {
    await annals.stop();
  }
}

/** The organisations to play in, in the order of `world.ts`; what is missing is added. With a key that may not add, those it has. */
async function organisationsOf(client: AnnalsClient): Promise<string[]> {
  const { organisations } = await client.organisations.list();
  const open = organisations.filter((one) => !one.built_in && one.closed_at === null);
  try {
    const ids: string[] = [];
    for (const { name } of companies)
      ids.push((open.find((one) => one.name === name) ?? (await client.organisations.create({ name })).organisation).id);
    return ids;
  } catch (error) {
    if (error instanceof AnnalsError && error.code === 'forbidden' && open.length > 0)
      return open.slice(0, companies.length).map(({ id }) => id);
    throw error;
  }
}

interface Part {
  process: ChildProcess;
  /** Resolves when it has played every act once. */
  played: Promise<void>;
}

/** Starts the product's server for one company, and once that listens, its plugin and agents. */
async function cast(annals: { url: string; key: string }, organisation: string, company: number): Promise<{ played: Promise<unknown> }> {
  const env = {
    PATH: process.env['PATH'],
    ANNALS_URL: annals.url,
    ANNALS_KEY: annals.key,
    DEMO_ORGANISATION: organisation,
    DEMO_COMPANY: String(company),
  };
  const product = enter('product', env);
  const address = await new Promise<string>((resolve) => {
    product.process.on('message', (message: { product?: string }) => {
      if (message.product) resolve(message.product);
    });
  });
  const machines = companies[company]?.machines ?? [];
  const others = [
    enter('plugin', { ...env, DEMO_PRODUCT: address }),
    ...machines.map((_, machine) => enter('agent', { ...env, DEMO_PRODUCT: address, DEMO_MACHINE: String(machine) })),
  ];
  return { played: Promise.all([product, ...others].map(({ played }) => played)) };
}

function enter(role: 'product' | 'plugin' | 'agent', env: Record<string, string | undefined>): Part {
  const child = fork(join(import.meta.dirname, `${role}.ts`), { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  players.push({ role, child });
  child.on('exit', (code) => {
    if (!stopping && code !== 0) {
      console.error(`demo: the ${role} process ended with ${code}; the others play on`);
      process.exitCode = 1;
    }
  });
  const played = new Promise<void>((resolve) => {
    child.on('exit', () => resolve());
    child.on('message', (message: { played?: true }) => {
      if (message.played) resolve();
    });
  });
  console.log(`  ${role.padEnd(7)} process ${child.pid} enters for ${companies[Number(env['DEMO_COMPANY'])]?.name ?? 'the organisation'}`);
  return { process: child, played };
}

/** Asks a player to finish; one that does not within ten seconds is ended. */
function dismiss({ child }: { child: ChildProcess }): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    if (child.connected) child.send({ end: true });
  });
}
