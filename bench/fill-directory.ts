import { cpSync } from 'node:fs';
import { Bench, RowContext, streams } from './context.ts';
import { readOptions } from './options.ts';
import { fillUp, segmentBytesFor } from './rows/fill.ts';

/**
 * `node bench/fill-directory.ts [--events N] [--organisations N] [--seed N]`: fills a data directory as the row `fill` does,
 * prints the bytes of each copy and where the directory lies, and leaves it there, to look into what takes the room or for the row
 * `growth`. At one and ten million on the way a copy of the stopped directory is left as well.
 */
const days = 60;
const dayMs = 86_400_000;
const options = { ...readOptions(process.argv.slice(2), [], 'bench'), skipPeers: true };
const bench = new Bench(options);
const context = new RowContext(bench, options);
const { steps, organisations } = options;
const last = steps.at(-1)!;
const env = { ANNALS_SEGMENT_BYTES: String(segmentBytesFor(last, organisations)) };
const toMs = Math.floor(Date.now() / dayMs) * dayMs;
const at = (events: number): number => toMs - days * dayMs + (events / last) * days * dayMs;
let annals = await bench.openAnnals(organisations, env);
let held = 0;
for (const step of steps) {
  const load = await bench.load(annals);
  await fillUp(context, annals, load, { events: step - held, fromMs: at(held), toMs: at(step), stream: streams.fill + 100 * step });
  held = step;
  for (const [copy, bytes] of Object.entries(await annals.bytes()))
    console.log(`${(bytes / step).toFixed(1).padStart(8)} B an event  ${copy}`);
  await bench.close(load);
  await bench.leave(annals);
  const left = step === last ? annals.data : `${annals.data}-${step}`;
  if (step !== last) {
    cpSync(annals.data, left, { recursive: true });
    annals = await bench.openLeft(annals.data, env);
  }
  console.log(left);
}
