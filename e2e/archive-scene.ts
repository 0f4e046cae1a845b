import { mkdir, writeFile } from 'node:fs/promises';
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateBucketCommand, ListObjectVersionsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { Source } from '../packages/server/destinations/destination.ts';
import { openS3 } from '../packages/server/destinations/s3.ts';
import { radosgwIsMissing, type Radosgw } from '../test/servers/radosgw.ts';
import { annals, type Ran } from './annals.ts';
import { call, login, post } from './api.ts';
import { start, type Running } from './server.ts';

const library = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';
const missing = radosgwIsMissing || (existsSync(library) ? false : 'libfaketime is not installed');

/** In CI nothing may be missing. */
export const skipArchives = missing && !process.env['CI'] ? missing : false;

export interface ArchiveDay {
  day: string;
  state: string;
  events: number;
  bytes: number;
  deliveries: number;
  manifest: string | null;
  error: string | null;
}

export const clientOf = (s3: Radosgw): S3Client =>
  new S3Client({
    endpoint: s3.endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: s3.accessKeyId, secretAccessKey: s3.secretAccessKey },
  });

export async function makeBucket(s3: Radosgw, name: string, lock = false): Promise<string> {
  await clientOf(s3).send(new CreateBucketCommand({ Bucket: name, ...(lock && { ObjectLockEnabledForBucket: true }) }));
  return name;
}

export async function objectsOf(s3: Radosgw, bucket: string): Promise<Map<string, string>> {
  const { Contents = [] } = await clientOf(s3).send(new ListObjectsV2Command({ Bucket: bucket }));
  return new Map(Contents.map(({ Key, ETag, LastModified }) => [Key ?? '', `${ETag} ${LastModified?.toISOString()}`]));
}

/** How often each key was written. */
export async function versionsOf(s3: Radosgw, bucket: string): Promise<Map<string, number>> {
  const { Versions = [] } = await clientOf(s3).send(new ListObjectVersionsCommand({ Bucket: bucket }));
  const counts = new Map<string, number>();
  for (const { Key = '' } of Versions) counts.set(Key, (counts.get(Key) ?? 0) + 1);
  return counts;
}

export const placeOf = (s3: Radosgw, bucket: string) => ({
  bucket,
  endpoint: s3.endpoint,
  path_style: true,
  access_key_id: s3.accessKeyId,
  secret_access_key: s3.secretAccessKey,
});

export const sourceOf = (s3: Radosgw, bucket: string, prefix = 'annals/'): Promise<Source> =>
  openS3({
    bucket,
    prefix,
    region: 'us-east-1',
    endpoint: s3.endpoint,
    pathStyle: true,
    credentials: { accessKeyId: s3.accessKeyId, secretAccessKey: s3.secretAccessKey },
  });

/** As somebody would with a tool of his own. */
export async function download(s3: Radosgw, bucket: string, folder: string): Promise<void> {
  const source = await sourceOf(s3, bucket);
  for await (const { key } of source.list('')) {
    const path = join(folder, key);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, await source.get(key));
  }
  source.close();
}

export function verifyBucket(s3: Radosgw, bucket: string, more: readonly string[] = []): Promise<Ran> {
  return annals(['archive', 'verify', `s3://${bucket}/annals`, '--endpoint', s3.endpoint, '--json', ...more], {
    AWS_ACCESS_KEY_ID: s3.accessKeyId,
    AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
  });
}

/** A server whose clock stands days back, and can be moved forward. */
export class DatedServer {
  readonly data: string;
  server!: Running;

  constructor(data: string) {
    this.data = data;
  }

  async start(daysAgo: number, setup = true): Promise<void> {
    writeFileSync(this.#offset, `-${daysAgo}d\n`);
    this.server = await start(
      this.data,
      {
        LD_PRELOAD: library,
        FAKETIME_TIMESTAMP_FILE: this.#offset,
        FAKETIME_NO_CACHE: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
        ANNALS_SEGMENT_BYTES: '64KiB',
      },
      { setup },
    );
  }

  async moveTo(daysAgo: number): Promise<void> {
    writeFileSync(this.#offset, `-${daysAgo}d\n`);
    // Every thread has looked at the time since.
    await sleep(400);
  }

  async record(count: number, organisation = 'acme'): Promise<void> {
    for (let left = count; left > 0; left -= 5_000) {
      const events = Array.from({ length: Math.min(left, 5_000) }, (_, i) =>
        login({ correlation_id: `${organisation}-${left}-${i}`, extra: { n: i, text: `line ${i}\nof "${organisation}"` } }),
      );
      const answer = await post(this.server, events, { organisation });
      if (answer.status !== 201) throw new Error(answer.text);
    }
  }

  async days(organisation = 'acme'): Promise<ArchiveDay[]> {
    return (await call<{ days: ArchiveDay[] }>(this.server, `/v1/archives/days?organisation=${organisation}`)).json.days;
  }

  async archivedTo(organisation = 'acme'): Promise<number> {
    return (await call<{ archived_to: number }>(this.server, `/v1/archives/days?organisation=${organisation}`)).json.archived_to;
  }

  demand(day: string, organisation = 'acme'): Promise<{ status: number }> {
    return call(this.server, '/v1/archives/days', { body: { organisation, day } });
  }

  /** Until a day is as it should be. */
  async until(is: (days: ArchiveDay[]) => boolean, organisation = 'acme', ms = 60_000): Promise<ArchiveDay[]> {
    const deadline = performance.now() + ms;
    for (;;) {
      const days = await this.days(organisation);
      if (is(days)) return days;
      if (performance.now() > deadline) throw new Error(`It did not become so: ${JSON.stringify(days)}\n${this.server.log().slice(-2000)}`);
      await sleep(200);
    }
  }

  get #offset(): string {
    return `${this.data}.offset`;
  }
}

/** The UTC day so many days ago. */
export const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
