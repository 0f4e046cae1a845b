import { createInterface } from 'node:readline';
import { openJournal } from '../../packages/server/journal/open.ts';
import { journalPath } from '../../packages/server/segments/paths.ts';
import { journalRequests } from './journal-requests.ts';

/** A program that records by the real journal thread and says on stdout what was acknowledged, a JSON line each. */
const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
const [data = ''] = process.argv.slice(2);
const journal = await openJournal({
  path: journalPath(data),
  queueBytes: 1e6,
  onFatal: (detail) => {
    say({ fatal: detail });
    process.exit(1);
  },
});
say({ open: true });
// A tracer may want to see what comes after the opening only.
if (process.argv.includes('wait')) for await (const _ of createInterface(process.stdin)) break;
for (const [index, request] of journalRequests.entries()) {
  try {
    const answer = await journal.append(request);
    say({ index, answer });
  } catch (error) {
    say({ index, error: String(error) });
  }
}
await journal.close();
say({ closed: true });
