import { makeDataSet, type DataSet } from '../data/data-set.ts';
import { AnnalsSender } from './annals-sender.ts';
import type { FromLoad, LoadStart, ToLoad } from './jobs.ts';
import { runJob } from './run-job.ts';
import type { Sender } from './sender.ts';

/** Main of a load process: it makes its data set once, then runs jobs one after another until it is closed. */
const progressEveryMs = 1000;

const say = (message: FromLoad): void => void process.send?.(message);
let sender: Sender<unknown> | null = null;
let dataSet: DataSet | null = null;

process.on('message', (message: ToLoad) => {
  handle(message).catch((error: unknown) => {
    say({ kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  });
});
// Whoever started us is gone, and with it every reason to go on.
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole group; the bench ends its processes itself.
process.on('SIGINT', () => undefined);

async function handle(message: ToLoad): Promise<void> {
  switch (message.kind) {
    case 'start':
      dataSet = makeDataSet(message.start.seed, message.start);
      sender = await senderOf(message.start, dataSet);
      say({ kind: 'ready' });
      return;
    case 'job': {
      if (sender === null || dataSet === null) throw new Error('the load process was not started');
      let saidMs = performance.now();
      const result = await runJob(sender, dataSet, message.job, (acknowledged) => {
        if (performance.now() - saidMs < progressEveryMs) return;
        saidMs = performance.now();
        say({ kind: 'progress', turn: message.turn, acknowledged });
      });
      say({ kind: 'done', turn: message.turn, result });
      return;
    }
    case 'close':
      await sender?.close();
      process.disconnect();
  }
}

async function senderOf(start: LoadStart, data: DataSet): Promise<Sender<unknown>> {
  const { sink } = start;
  switch (sink.kind) {
    case 'annals':
      return new AnnalsSender(sink, data);
    case 'postgres': {
      const { openPostgresSender } = await import('./postgres-sender.ts');
      return openPostgresSender(sink, data);
    }
    case 'sqlite': {
      const { SqliteSender } = await import('./sqlite-sender.ts');
      return new SqliteSender(sink, data);
    }
  }
}
