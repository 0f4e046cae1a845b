import { createHash } from 'node:crypto';
import { PassThrough } from 'node:stream';
import type * as Client from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import type * as Storage from '@aws-sdk/lib-storage';
import type { Delivered, Destination, ObjectWriter, StoredObject } from './destination.ts';
import { ConflictError, DestinationError, namedError } from './errors.ts';

/** Where a bucket is and who asks. Made of what an administrator said; the secret is in clear only in here. */
export interface S3Settings {
  bucket: string;
  /** Keys begin with it: empty, or ending with a slash. */
  prefix: string;
  region: string;
  /** Null: that of AWS for the region. */
  endpoint: string | null;
  /** `endpoint/bucket/key` instead of `bucket.endpoint/key`. */
  pathStyle: boolean;
  /** Null: the credential chain of the process (environment, files, machine). */
  credentials: { accessKeyId: string; secretAccessKey: string } | null;
}

const connectMs = 5_000;
/** Silence of the other side, not the length of an upload. */
const silenceMs = 60_000;
const partBytes = 8 * 1024 * 1024;
const partsAtATime = 2;

type Sdk = Omit<typeof Client, 'default'> & Omit<typeof Storage, 'default'>;

/** The client is loaded with the first archive: whoever has none pays nothing for it. */
export async function openS3(settings: S3Settings): Promise<Destination> {
  const [client, storage] = [await import('@aws-sdk/client-s3'), await import('@aws-sdk/lib-storage')];
  return new S3Destination(settings, { ...client, ...storage });
}

class S3Destination implements Destination {
  readonly name: string;
  readonly #sdk: Sdk;
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;

  constructor({ bucket, prefix, region, endpoint, pathStyle, credentials }: S3Settings, sdk: Sdk) {
    this.name = `s3://${bucket}/${prefix}`;
    this.#sdk = sdk;
    this.#bucket = bucket;
    this.#prefix = prefix;
    this.#client = new sdk.S3Client({
      region,
      forcePathStyle: pathStyle,
      ...(endpoint !== null && { endpoint }),
      ...(credentials !== null && { credentials }),
      maxAttempts: 3,
      // Servers other than Amazon's do not all know the newer checksums; what is delivered is hashed by us.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: { connectionTimeout: connectMs, requestTimeout: silenceMs, throwOnRequestTimeout: true },
      logger: { trace() {}, debug() {}, info() {}, warn() {}, error() {} },
    });
  }

  async put(key: string, bytes: Uint8Array): Promise<Delivered> {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const { PutObjectCommand } = this.#sdk;
    try {
      await this.#client.send(
        new PutObjectCommand({ ...this.#at(key), Body: bytes, ContentLength: bytes.length, ContentType: typeOf(key), IfNoneMatch: '*' }),
      );
      return { bytes: bytes.length, sha256, present: false };
    } catch (error) {
      if (!isThere(error)) throw namedError(error, 'write', `${this.name}${key}`);
      const there = await this.#hashOf(key, bytes.length);
      if (there !== sha256) throw new ConflictError(key);
      return { bytes: bytes.length, sha256, present: true };
    }
  }

  putStream(key: string): ObjectWriter {
    const digest = createHash('sha256');
    const subject = `${this.name}${key}`;
    let bytes = 0;
    /** Null before the first byte, and where the object is there already: then it is only compared. */
    let upload: RunningUpload | null = null;
    let isPresent: boolean | null = null;
    const begin = async (): Promise<void> => {
      isPresent = (await this.head(key)) !== null;
      if (!isPresent) upload = this.#upload(key);
    };
    return {
      write: async (chunk) => {
        if (isPresent === null) await begin();
        digest.update(chunk);
        bytes += chunk.length;
        await upload?.write(chunk, subject);
      },
      end: async () => {
        if (isPresent === null) await begin();
        // Not every server looks at the condition of a large upload, so it is asked once more before that is completed.
        if (upload !== null && bytes > partBytes && (await this.head(key)) !== null) {
          await upload.abort();
          upload = null;
        }
        const sha256 = digest.digest('hex');
        if (upload !== null && (await upload.end(subject))) return { bytes, sha256, present: false };
        if ((await this.#hashOf(key, bytes)) !== sha256) throw new ConflictError(key);
        return { bytes, sha256, present: true };
      },
      abort: async () => {
        await upload?.abort();
      },
    };
  }

  #upload(key: string): RunningUpload {
    const body = new PassThrough({ highWaterMark: 1024 * 1024 });
    const upload = new this.#sdk.Upload({
      client: this.#client,
      params: { ...this.#at(key), Body: body, ContentType: typeOf(key), IfNoneMatch: '*' },
      partSize: partBytes,
      queueSize: partsAtATime,
    });
    return new RunningUpload(upload, body);
  }

  async head(key: string): Promise<StoredObject | null> {
    try {
      const found = await this.#client.send(new this.#sdk.HeadObjectCommand(this.#at(key)));
      return { key, bytes: found.ContentLength ?? 0 };
    } catch (error) {
      const named = namedError(error, 'read', `${this.name}${key}`);
      if (named.reason === 'object_missing') return null;
      throw named;
    }
  }

  async get(key: string): Promise<AsyncIterable<Uint8Array>> {
    const subject = `${this.name}${key}`;
    try {
      const { Body } = await this.#client.send(new this.#sdk.GetObjectCommand(this.#at(key)));
      return named(Body as AsyncIterable<Uint8Array>, subject);
    } catch (error) {
      throw namedError(error, 'read', subject);
    }
  }

  async *list(prefix: string): AsyncIterable<StoredObject> {
    let ContinuationToken: string | undefined;
    do {
      const page = await this.#client
        .send(
          new this.#sdk.ListObjectsV2Command({
            Bucket: this.#bucket,
            Prefix: this.#prefix + prefix,
            ...(ContinuationToken !== undefined && { ContinuationToken }),
          }),
        )
        .catch((error: unknown) => {
          throw namedError(error, 'list', `${this.name}${prefix}`);
        });
      for (const { Key, Size } of page.Contents ?? []) yield { key: (Key ?? '').slice(this.#prefix.length), bytes: Size ?? 0 };
      ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (ContinuationToken !== undefined);
  }

  async remove(key: string): Promise<void> {
    try {
      await this.#client.send(new this.#sdk.DeleteObjectCommand(this.#at(key)));
    } catch (error) {
      const failed = namedError(error, 'delete', `${this.name}${key}`);
      if (failed.reason !== 'object_missing') throw failed;
    }
  }

  async lock(key: string, mode: 'governance' | 'compliance', until: Date): Promise<void> {
    try {
      const Retention = { Mode: mode === 'governance' ? 'GOVERNANCE' : 'COMPLIANCE', RetainUntilDate: until } as const;
      await this.#client.send(new this.#sdk.PutObjectRetentionCommand({ ...this.#at(key), Retention }));
    } catch (error) {
      const failed = namedError(error, 'lock', `${this.name}${key}`);
      throw failed.reason === 'failed'
        ? new DestinationError('lock_unsupported', 'lock', `${this.name}${key}: the object cannot be locked`, { cause: error })
        : failed;
    }
  }

  async abandonUploads(prefix: string): Promise<number> {
    try {
      const open = await this.#client.send(
        new this.#sdk.ListMultipartUploadsCommand({ Bucket: this.#bucket, Prefix: this.#prefix + prefix }),
      );
      for (const { Key, UploadId } of open.Uploads ?? [])
        await this.#client.send(new this.#sdk.AbortMultipartUploadCommand({ Bucket: this.#bucket, Key, UploadId }));
      return open.Uploads?.length ?? 0;
    } catch (error) {
      throw namedError(error, 'list', `${this.name}${prefix}`);
    }
  }

  close(): void {
    this.#client.destroy();
  }

  #at(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket, Key: this.#prefix + key };
  }

  /** Null when its length alone says that it is another. */
  async #hashOf(key: string, bytes: number): Promise<string | null> {
    if ((await this.head(key))?.bytes !== bytes) return null;
    const digest = createHash('sha256');
    for await (const chunk of await this.get(key)) digest.update(chunk);
    return digest.digest('hex');
  }
}

/** An upload that takes its bytes as they come. */
class RunningUpload {
  readonly #upload: { done(): Promise<unknown>; abort(): Promise<void> };
  readonly #body: PassThrough;
  readonly #done: Promise<void>;
  #failure: unknown = null;

  constructor(upload: { done(): Promise<unknown>; abort(): Promise<void> }, body: PassThrough) {
    this.#upload = upload;
    this.#body = body;
    body.on('error', () => undefined);
    this.#done = upload.done().then(
      () => undefined,
      (error: unknown) => {
        this.#failure = error;
        body.resume();
      },
    );
  }

  async write(chunk: Uint8Array, subject: string): Promise<void> {
    this.#raise(subject);
    if (this.#failure === null && !this.#body.write(chunk))
      await Promise.race([new Promise((drained) => this.#body.once('drain', drained)), this.#done]);
  }

  /** False when an object was there. */
  async end(subject: string): Promise<boolean> {
    this.#body.end();
    await this.#done;
    this.#raise(subject);
    return this.#failure === null;
  }

  async abort(): Promise<void> {
    // Parts that cannot be taken back now are taken back by the next delivery.
    await this.#upload.abort().catch(() => undefined);
    this.#body.destroy();
    await this.#done;
  }

  #raise(subject: string): void {
    if (this.#failure !== null && !isThere(this.#failure)) throw namedError(this.#failure, 'write', subject);
  }
}

/** A conditional write met an object: 412, or 409 while another such write was under way. */
function isThere(error: unknown): boolean {
  const status = (error as { $metadata?: { httpStatusCode?: number } } | null)?.$metadata?.httpStatusCode;
  return status === 412 || status === 409;
}

async function* named(body: AsyncIterable<Uint8Array>, subject: string): AsyncIterable<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw namedError(error, 'read', subject);
  }
}

/** What the object is for whoever downloads it by hand. Never a content encoding: clients would unpack what is hashed. */
function typeOf(key: string): string {
  if (key.endsWith('.json')) return 'application/json';
  if (key.endsWith('.gz')) return 'application/gzip';
  if (key.endsWith('.zst')) return 'application/zstd';
  if (key.endsWith('.tar')) return 'application/x-tar';
  return key.endsWith('.log') || key.endsWith('checkpoint') ? 'text/plain; charset=utf-8' : 'application/octet-stream';
}
