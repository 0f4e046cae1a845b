import { temporaryData, start as startServer, removeData } from '../../e2e/server.ts';
import type { Row } from '../context.ts';

/** From the start of the process to its ready line, on a new directory. */
export const start: Row = {
  name: 'start',
  says: 'start to ready, empty',
  async run(context) {
    context.note(
      'The process is the server’s own; npm’s share is not in it. The first start of a code change compiles it anew, so one start before is not counted.',
    );
    for (let turn = -1; turn < Math.max(5, context.options.repeat); turn++) {
      const data = temporaryData('annals-bench-');
      const startedMs = performance.now();
      const server = await startServer(data);
      const tookMs = performance.now() - startedMs;
      await server.stop();
      removeData(data);
      if (turn >= 0) context.figure('annals', 'empty', tookMs, 'ms', 'less');
    }
  },
};
