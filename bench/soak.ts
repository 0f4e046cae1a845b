import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Bench, streams } from './context.ts';
import { endOnSignals } from './end-on-signals.ts';
import { describeMachine } from './measure/machine.ts';
import { quantile } from './measure/quantile.ts';
import { takeSample, type Sample } from './soak/sample.ts';
import { verdictsOf } from './soak/verdicts.ts';

/**
 * `npm run soak -- --minutes 10 --load 0.7`: a constant load at a share of what this machine can sustain, measured just
 * before; samples of memory, files and lags; ends with 1 when something grows that must not. Writes soak.json.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    /** Share of the sustained rate. */
    load: { type: 'string', default: '0.7' },
    /** Events a second, instead of measuring what can be sustained. */
    rate: { type: 'string' },
    'calibrate-seconds': { type: 'string', default: '30' },
    'every-seconds': { type: 'string', default: '10' },
    organisations: { type: 'string', default: '500' },
    pool: { type: 'string', default: '65536' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string', default: import.meta.dirname },
  },
});
const seconds = Number(values.minutes) * 60;
const everyMs = Number(values['every-seconds']) * 1000;
const batch = 1000;

const bench = new Bench({
  seed: Number(values.seed),
  organisations: Number(values.organisations),
  poolEvents: Number(values.pool),
  skipPeers: true,
});
endOnSignals(bench);
const machine = describeMachine();
const annals = await bench.openAnnals(Number(values.organisations));
const load = await bench.load(annals);
const rate = values.rate === undefined ? (await sustainedRate()) * Number(values.load) : Number(values.rate);
say(`load: ${Math.round(rate).toLocaleString('en')} events/s for ${seconds} s`);

const samples: Sample[] = [];
const startedMs = performance.now();
let acknowledged = 0;
const running = load.run({ stream: streams.soak, batch, connections: 8, span: 'now', seconds, perSecond: rate / batch }, (events) => {
  acknowledged = events;
});
const timer = setInterval(() => void sample().catch(fail), everyMs);
const result = await running;
clearInterval(timer);
const verdicts = verdictsOf(samples, rate);
const summary = {
  date: new Date().toISOString(),
  command: ['npm run soak --', ...process.argv.slice(2)].join(' '),
  machine,
  dataSet: bench.facts,
  eventsPerSecond: rate,
  batchMs: { p50: quantile(result.latenciesMs, 0.5), p99: quantile(result.latenciesMs, 0.99), max: quantile(result.latenciesMs, 1) },
  refusedRequests: result.refused,
  verdicts,
  samples,
};
writeFileSync(join(values.out, 'soak.json'), `${JSON.stringify(summary, null, 1)}\n`);
for (const { what, holds, says } of verdicts) process.stdout.write(`${holds ? '✔' : '✖'} ${what}: ${says}\n`);
if (verdicts.some(({ holds }) => !holds)) process.exitCode = 1;
await bench.close(load, annals);

/** What is taken, indexed and sealed in a second when as much is sent as is taken. */
async function sustainedRate(): Promise<number> {
  say(`measuring what can be sustained, ${values['calibrate-seconds']} s`);
  const beganMs = performance.now();
  const calibration = await load.run({
    stream: streams.warm,
    batch,
    connections: 8,
    span: 'now',
    seconds: Number(values['calibrate-seconds']),
  });
  await annals.whenIndexed();
  await annals.whenSealed();
  return calibration.acknowledged / ((performance.now() - beganMs) / 1000);
}

async function sample(): Promise<void> {
  const taken = await takeSample(annals, (performance.now() - startedMs) / 1000, acknowledged);
  samples.push(taken);
  const mib = Object.entries(taken.residentBytes).map(([name, bytes]) => `${name} ${Math.round(bytes / 2 ** 20)} MiB`);
  say(
    `${taken.seconds.toFixed(0)} s: ${taken.acknowledged.toLocaleString('en')} acknowledged, lag ${taken.lagEvents}, unsealed ${taken.unsealedEvents}, ${mib.join(', ')}, ${taken.parts} parts, journal ${Math.round(taken.journalBytes / 2 ** 20)} MiB, open files ${Object.values(taken.openFiles).join(' + ')}`,
  );
}

function say(text: string): void {
  process.stderr.write(`soak: ${text}\n`);
}

function fail(error: unknown): never {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exit(1);
}
