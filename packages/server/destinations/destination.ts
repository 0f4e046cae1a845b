/** One object as a listing shows it. */
export interface StoredObject {
  key: string;
  bytes: number;
}

/** What was stored, as it was sent. */
export interface Delivered {
  bytes: number;
  /** Hex. */
  sha256: string;
  /** The object was there already, with these very bytes. */
  present: boolean;
}

/** A place outside the data directory that holds objects by key: a bucket, or a folder that is a copy of one. */
export interface Source {
  /** For people: `s3://bucket/prefix` or a path. */
  readonly name: string;
  /** Null when there is none. */
  head(key: string): Promise<StoredObject | null>;
  /** Raises {@link DestinationError} `object_missing` when there is none. */
  get(key: string): Promise<AsyncIterable<Uint8Array>>;
  /** Everything whose key begins so, in the order of keys. */
  list(prefix: string): AsyncIterable<StoredObject>;
  close(): void;
}

/**
 * A source that is written to.
 * Durability: an object is kept by the other side when its call resolves, whole; a call that rejects may have kept it.
 * Ordering: none between objects; whoever needs one awaits the first before the second. Retries: a few inside a single
 * request, none beyond; the caller repeats the whole, which is safe, for nothing that is there is ever overwritten.
 * Shows whatever lies below its prefix: callers decide whose keys they ask for.
 */
export interface Destination extends Source {
  /** Puts an object if there is none. The same bytes again are well; others raise {@link ConflictError}. */
  put(key: string, bytes: Uint8Array): Promise<Delivered>;
  /** As `put`, of any length and in constant memory. */
  putStream(key: string): ObjectWriter;
  /** Missing is well. */
  remove(key: string): Promise<void>;
  /** Nobody may remove or replace this version of the object before. */
  lock(key: string, mode: 'governance' | 'compliance', until: Date): Promise<void>;
  /** Forgets what uploads that never ended left below a prefix; only while nobody uploads there. Returns how many. */
  abandonUploads(prefix: string): Promise<number>;
}

/** An object on its way. Each call is awaited before the next. */
export interface ObjectWriter {
  write(chunk: Uint8Array): Promise<void>;
  end(): Promise<Delivered>;
  /** Leaves nothing of the object behind, as far as the other side lets it. */
  abort(): Promise<void>;
}

/** Reads a whole object; refuses one that is longer than it may be. */
export async function readObject(source: Pick<Source, 'get'>, key: string, mostBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of await source.get(key)) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new Error(`${key} is longer than the ${mostBytes} bytes it may have`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
