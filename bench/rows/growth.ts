import type { Row } from '../context.ts';
import { measureAt } from './fill.ts';

/** What `fill` measures at its steps, of directories that were filled before: filling fifty million events takes an hour. */
export const growth: Row = {
  name: 'growth',
  says: 'directories that were filled before: bytes an event by copy, questions to the largest organisation, CSV export, start to ready',
  async run(context) {
    const { bench, options } = context;
    context.note(
      'Filled by `node bench/fill-directory.ts --events N`, occurred evenly over 60 days before; asked after a start, once everything was indexed.',
    );
    for (const directory of options.directories) {
      const annals = await bench.openLeft(directory);
      await annals.whenIndexed();
      await measureAt(context, annals, await annals.count());
      await bench.leave(annals);
    }
  },
};
