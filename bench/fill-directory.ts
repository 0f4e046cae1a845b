import { Bench, RowContext, streams } from './context.ts';
import { readOptions } from './options.ts';
import { fillUp, segmentBytesFor } from './rows/fill.ts';

/**
 * `node bench/fill-directory.ts [--events N] [--organisations N] [--seed N]`: fills a data directory as the row `fill` does, prints
 * the bytes of each copy and where the directory lies, and leaves it there, to look into what takes the room.
 */
const days = 60;
const dayMs = 86_400_000;
const options = { ...readOptions(process.argv.slice(2), [], 'bench'), skipPeers: true };
const bench = new Bench(options);
const context = new RowContext(bench, options);
const { events, organisations } = { events: options.steps.at(-1)!, organisations: options.organisations };
const annals = await bench.openAnnals(organisations, { ANNALS_SEGMENT_BYTES: String(segmentBytesFor(events, organisations)) });
const load = await bench.load(annals);
const toMs = Math.floor(Date.now() / dayMs) * dayMs;
await fillUp(context, annals, load, { events, fromMs: toMs - days * dayMs, toMs, stream: streams.fill });
for (const [copy, bytes] of Object.entries(await annals.bytes()))
  console.log(`${(bytes / events).toFixed(1).padStart(8)} B an event  ${copy}`);
await load.close();
await annals.leave();
console.log(annals.data);
