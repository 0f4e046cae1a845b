import { setTimeout as sleep } from 'node:timers/promises';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { call } from '../../e2e/api.ts';
import { radosgwIsMissing, startRadosgw, type Radosgw } from '../../test/servers/radosgw.ts';
import { streams, type Row, type RowContext } from '../context.ts';
import { residentBytes } from '../measure/proc.ts';
import { UsageWatch } from '../measure/usage.ts';
import type { Annals } from '../ours/annals.ts';

const mib = 1024 * 1024;
const mostEvents = 5_000_000;
const bucket = 'bench-archive';

/** A day of one organisation to an S3 server on the same machine: Syslog, bodies, tiles, manifest. */
export const archive: Row = {
  name: 'archive',
  says: 'a day of one organisation archived to S3: Syslog, bodies, hash tiles, checkpoint, manifest',
  async run(context) {
    if (radosgwIsMissing) return context.note(`Not measured: ${radosgwIsMissing}.`);
    context.note(
      'To a radosgw that keeps everything in memory, on the same two cores; its share is in the time. Nothing else is sent meanwhile.',
    );
    const { bench, options } = context;
    const events = Math.min(mostEvents, options.steps.at(-1) ?? mostEvents);
    const s3 = await startRadosgw(6 * 1024 ** 3);
    try {
      const annals = await bench.openAnnals(1);
      const load = await bench.load(annals);
      await load.run({ stream: streams.fill, batch: 1000, connections: 8, span: 'now', events, organisation: 0 }, (sent) =>
        context.progress(`${sent.toLocaleString('en')} recorded`),
      );
      await annals.whenIndexed();
      await annals.whenSealed();
      await deliver(context, annals, s3, events);
      await bench.close(load, annals);
    } finally {
      await s3.stop();
    }
  },
};

async function deliver(context: RowContext, annals: Annals, s3: Radosgw, events: number): Promise<void> {
  const credentials = { accessKeyId: s3.accessKeyId, secretAccessKey: s3.secretAccessKey };
  const client = new S3Client({ endpoint: s3.endpoint, region: 'us-east-1', forcePathStyle: true, credentials });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  const organisation = annals.organisations[0]!;
  const place = { bucket, endpoint: s3.endpoint, path_style: true, access_key_id: s3.accessKeyId, secret_access_key: s3.secretAccessKey };
  await asked(annals, '/v1/archives', { method: 'PUT', body: { organisation, ...place } });
  const day = new Date().toISOString().slice(0, 10);
  const [pid = 0] = annals.processes()['server'] ?? [];
  const before = residentBytes(pid).now;
  const watch = new UsageWatch(() => ({ server: [pid] }));
  const startedMs = performance.now();
  await asked(annals, '/v1/archives/days', { body: { organisation, day } });
  let delivered: { events: number; bytes: number; deliveries: number; error: string | null } | undefined;
  while (!delivered || delivered.deliveries === 0) {
    await sleep(250);
    const { days } = await annals.get<{ days: (typeof delivered & { day: string })[] }>('/v1/archives/days', { organisation });
    delivered = days.at(-1);
    if (delivered?.error) throw new Error(`archiving failed: ${delivered.error}`);
  }
  const seconds = (performance.now() - startedMs) / 1000;
  const usage = watch.end();
  context.figure('annals', `a day of ${events.toLocaleString('en')} events`, seconds, 's', 'less');
  context.figure('annals', 'archived', delivered.events / seconds, 'events/s', 'more');
  context.figure('annals', 'memory that archiving adds, peak', ((usage.peakBytes['server'] ?? before) - before) / mib, 'MiB', 'less');
  context.figure('annals', 'CPU server', (usage.cpuMs['server'] ?? 0) / delivered.events, 's/1,000 events', 'less');
  context.figure('annals', 'bytes an event, every object', delivered.bytes / delivered.events, 'bytes', 'less');
}

async function asked(annals: Annals, path: string, options: { method?: string; body: object }): Promise<void> {
  const { status, text } = await call(annals, path, { ...options, key: annals.key });
  if (status >= 300) throw new Error(`${path} was answered ${status}: ${text}`);
}
