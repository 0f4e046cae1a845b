import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { removeData, setupKey, start, temporaryData, type Running } from '../e2e/server.ts';
import { batchMaker, event, quantile, send, type Target } from './load.ts';

/**
 * What Annals does on this machine, in one run: durable ingest, latency of single events alone and beside batches, time
 * until an event is found, bytes an event by part, start. `npm run bench -- --seconds 10`.
 */

const seconds = Number(process.argv[process.argv.indexOf('--seconds') + 1]) || 10;
const rows: { what: string; result: string }[] = [];
const figures: Record<string, number> = {};

function report(what: string, result: string, figure: Record<string, number>): void {
  rows.push({ what, result });
  Object.assign(figures, figure);
  process.stdout.write(`${what}: ${result}\n`);
}

const target = (server: Running): Target => ({ url: server.url, key: setupKey, organisation: 'acme' });

async function batches(server: Running): Promise<number> {
  const make = batchMaker(1000);
  let acknowledged = 0;
  const times: number[] = [];
  const started = performance.now();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      while (performance.now() - started < seconds * 1000) {
        const { status, ms } = await send(target(server), make());
        if (status === 201) acknowledged += 1000;
        else if (status !== 503) throw new Error(`status ${status}`);
        times.push(ms);
      }
    }),
  );
  const perSecond = acknowledged / ((performance.now() - started) / 1000);
  report(
    'acknowledged, batches of 1,000, 8 connections, index and sealer running',
    `${Math.round(perSecond).toLocaleString('en')} events/s; p50 ${quantile(times, 0.5).toFixed(0)} ms, p99 ${quantile(times, 0.99).toFixed(0)} ms`,
    { batchPerSecond: perSecond },
  );
  return acknowledged;
}

async function singles(server: Running, what: string, beside?: () => Promise<unknown>): Promise<void> {
  const times: number[] = [];
  const pending: Promise<unknown>[] = [];
  const started = performance.now();
  const side = beside?.();
  for (let sent = 0; sent < seconds * 1000;) {
    const due = Math.floor(performance.now() - started);
    for (; sent < due; sent++) {
      pending.push(
        send(target(server), JSON.stringify(event(sent))).then(({ status, ms }) => {
          expect201(status);
          times.push(ms);
        }),
      );
    }
    await sleep(1);
  }
  await Promise.all(pending);
  await side;
  report(
    `one event a request, 1,000/s offered, ${what}`,
    `p50 ${quantile(times, 0.5).toFixed(2)} ms, p99 ${quantile(times, 0.99).toFixed(1)} ms`,
    { [`singleP99 ${what}`]: quantile(times, 0.99) },
  );
}

async function paced(server: Running, perSecond: number): Promise<void> {
  const make = batchMaker(1000);
  const started = performance.now();
  const pending: Promise<unknown>[] = [];
  for (let sent = 0; performance.now() - started < seconds * 1000;) {
    if (sent < ((performance.now() - started) / 1000) * perSecond) {
      pending.push(send(target(server), make()).then(({ status }) => expect201(status)));
      sent++;
    } else await sleep(2);
  }
  await Promise.all(pending);
}

async function visible(server: Running, what: string, beside?: () => Promise<unknown>): Promise<void> {
  const times: number[] = [];
  const started = performance.now();
  const side = beside?.();
  while (performance.now() - started < seconds * 1000) {
    const { text } = await send(target(server), JSON.stringify(event(1)));
    const { sequence, received_at } = (JSON.parse(text) as { receipts: { sequence: number; received_at: string }[] }).receipts[0]!;
    const answer = await fetch(`${server.url}/v1/events?organisation=acme&limit=1&q=sequence:${sequence}&wait_for=${sequence}`, {
      headers: { authorization: `Bearer ${setupKey}` },
    });
    const found = (await answer.json()) as { events?: unknown[] };
    if (found.events?.length === 1) times.push(Date.now() - Date.parse(received_at));
    else times.push(5_000);
    await sleep(50);
  }
  await side;
  report(`received → searchable, ${what}`, `p50 ${quantile(times, 0.5).toFixed(0)} ms, p99 ${quantile(times, 0.99).toFixed(0)} ms`, {
    [`visibleP99 ${what}`]: quantile(times, 0.99),
  });
}

function expect201(status: number): void {
  if (status !== 201) throw new Error(`status ${status}`);
}

const bytesOf = (path: string): number => Number(spawnSync('du', ['-sb', path]).stdout.toString().split('\t')[0]);

const data = temporaryData('annals-bench-');
let server = await start(data);
// Whatever ends the bench ends the server it started.
process.on('exit', () => server.child.kill('SIGKILL'));
await singles(server, 'alone');
await visible(server, 'idle');
await visible(server, 'at 20,000/s', () => paced(server, 20));
await singles(server, 'beside 20 batches of 1,000 a second', () => paced(server, 20));
await batches(server);
let waited = performance.now();
for (;;) {
  const answer = (await (
    await fetch(`${server.url}/v1/events?organisation=acme&limit=1&total=exact`, { headers: { authorization: `Bearer ${setupKey}` } })
  ).json()) as { total: { value: number }; as_of: number; indexed_to: number };
  if (answer.indexed_to >= answer.as_of || performance.now() - waited > 120_000) {
    report(
      'events in the end, all searchable after',
      `${answer.total.value.toLocaleString('en')}; ${((performance.now() - waited) / 1000).toFixed(1)} s`,
      { events: answer.total.value },
    );
    break;
  }
  await sleep(200);
}
const memory = spawnSync('ps', ['-o', 'rss=', '--pid', String(server.child.pid), '--ppid', String(server.child.pid)])
  .stdout.toString()
  .trim()
  .split('\n')
  .map((kib) => Math.round(Number(kib) / 1024));
report('memory, server + engine', `${memory.join(' + ')} MB`, {});
await server.stop();
for (const part of ['journal', 'segments', 'index'])
  report(`bytes an event, ${part}`, (bytesOf(join(data, part)) / figures['events']!).toFixed(0), {
    [`bytes ${part}`]: bytesOf(join(data, part)) / figures['events']!,
  });
waited = performance.now();
server = await start(data, {}, { setup: false });
report('start to ready with these events', `${(performance.now() - waited).toFixed(0)} ms`, { startMs: performance.now() - waited });
await server.stop();
removeData(data);
const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`;
const text = `# Bench\n\n\`npm run bench -- --seconds ${seconds}\` on ${machine}, ${new Date().toISOString().slice(0, 10)}. Load client on the same machine. Events of about 800 bytes.\n\n| what | measured |\n|---|---|\n${rows.map((row) => `| ${row.what} | ${row.result} |`).join('\n')}\n`;
writeFileSync(fileURLToPath(new URL('./RESULTS.md', import.meta.url)), text);
process.stdout.write(`\n${machine}\n`);
