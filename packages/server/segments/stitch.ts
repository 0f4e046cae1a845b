import { type BatchContent, concat, GrowingTree, hashesAtLevel, tileRoot, tileWidth } from '@annals/ledger';
import { nodeHashing } from '../base/hashing.ts';
import type { Batch, JournalReader } from '../journal/reader.ts';
import { readFrame } from './bodies.ts';
import { LedgerDamaged, noneIfDamaged, unlessDamaged } from './damaged.ts';
import { FrameCache } from './frame-cache.ts';
import type { Ledger } from './ledger.ts';
import { emptyList, eventsInFrame, readList, readListNow, segmentOf, type SegmentEntry, type SegmentList } from './list.ts';
import { checkpointPath, isOrganisation } from './paths.ts';
import { readIfThere } from './read-if-there.ts';
import { addRange, countOf, oldestRetainedIn, type Ranges, removedIn } from './removed.ts';
import { TileFiles } from './tile-files.ts';

/** One event of the ledger, with what proves it. */
export interface LedgerEvent {
  organisation: string;
  sequence: number;
  /** 16 bytes; all zero after an erasure. */
  secret: Uint8Array;
  /** RFC 6962 leaf hash. */
  leaf: Uint8Array;
  /** RFC 8785 JSON of a StoredRecord. */
  line: string;
}

/** The ledger, and what proofs need of it. */
export interface StitchedLedger extends Ledger {
  /** Leaf hashes of [from, to), 32 bytes each. */
  leafHashes(organisation: string, from: number, to: number): Promise<Uint8Array>;
  /** Null for a sequence that does not exist yet. */
  event(organisation: string, sequence: number): Promise<LedgerEvent | null>;
  /** The first `width` hashes of a tile; the caller makes sure that a tree he may show has them. */
  tile(organisation: string, level: number, index: number, width: number): Promise<Uint8Array>;
  /** Bodies in segments: how many events have one, and how many bytes they take. */
  stored(organisation: string): Promise<{ events: number; bytes: number }>;
  /** Forgets what it knows of an organisation whose segments were rewritten or removed. */
  forget(organisation: string): void;
  /** The published checkpoint, a signed note; null before the first. */
  checkpoint(organisation: string): Promise<string | null>;
  /** The tree of the first `size` events. */
  tree(organisation: string, size: number): Promise<GrowingTree>;
}

/**
 * Stitches segments and journal. Reads only; sees every committed event, whichever of the two holds it, also while the
 * sealer moves it. `data` is the data directory.
 */
export function openLedger({
  data,
  journal,
  cacheBytes = 48 * 1024 * 1024,
}: {
  data: string;
  journal: JournalReader;
  cacheBytes?: number;
}): StitchedLedger {
  return new FileLedger(data, journal, new FrameCache(cacheBytes));
}

class FileLedger implements StitchedLedger {
  readonly #data: string;
  readonly #journal: JournalReader;
  readonly #cache: FrameCache;
  readonly #lists = new Map<string, SegmentList>();
  readonly #oldest = new WeakMap<SegmentList, number>();
  /** What lacks its body, by bodies file. */
  readonly #removed = new Map<string, Ranges>();

  constructor(data: string, journal: JournalReader, cache: FrameCache) {
    this.#data = data;
    this.#journal = journal;
    this.#cache = cache;
  }

  organisations(): string[] {
    return this.#journal.organisations();
  }

  size(organisation: string): number {
    return this.#journal.head(organisation)?.size ?? 0;
  }

  sizes(): ReadonlyMap<string, number> {
    return this.#journal.sizes();
  }

  oldestRetained(organisation: string): number {
    if (!isOrganisation(organisation)) return 0;
    let list = this.#lists.get(organisation);
    if (!list) {
      const read = unlessDamaged(() => readListNow(this.#data, organisation));
      if (read === null) return 0;
      list = read;
      this.#lists.set(organisation, list);
    }
    let oldest = this.#oldest.get(list);
    if (oldest === undefined) {
      try {
        oldest = oldestRetainedIn(this.#data, organisation, list);
      } catch {
        // Rewritten since the list was read; what is damaged stays so, and whoever reads it is told.
        list = readListNow(this.#data, organisation);
        this.#lists.set(organisation, list);
        oldest = this.#oldest.get(list) ?? oldestOrBeginning(this.#data, organisation, list);
      }
      this.#oldest.set(list, oldest);
    }
    return oldest;
  }

  async removed(organisation: string): Promise<Ranges> {
    const ranges: [number, number][] = [];
    const list = await this.#list(organisation, 0).catch(noneIfDamaged);
    for (const entry of list?.current ?? []) {
      if (entry.generation === 0) continue;
      const key = `${organisation}/${entry.file}`;
      let found = this.#removed.get(key);
      if (!found) {
        found = await removedIn(this.#data, organisation, entry);
        this.#removed.set(key, found);
      }
      for (const [from, to] of found) addRange(ranges, from, to);
    }
    return ranges;
  }

  async stored(organisation: string): Promise<{ events: number; bytes: number }> {
    const { current, end } = await this.#list(organisation, 0);
    return { events: end - countOf(await this.removed(organisation)), bytes: current.reduce((sum, { bytes }) => sum + bytes, 0) };
  }

  forget(organisation: string): void {
    this.#lists.delete(organisation);
    this.#cache.forget(`${organisation}/`);
    for (const key of this.#removed.keys()) if (key.startsWith(`${organisation}/`)) this.#removed.delete(key);
  }

  sequenceOf(organisation: string, id: string): number | null {
    return this.#journal.sequenceOf(organisation, id);
  }

  async *read(organisation: string, from: number, to: number): AsyncIterable<Batch> {
    const until = Math.min(to, this.size(organisation));
    for (let at = from; at < until;) {
      const segment = segmentOf(await this.#list(organisation, at), at);
      const before = at;
      if (segment) {
        const batch = await this.#fromSegment(organisation, segment, at, until);
        yield batch;
        at += batch.lines.length;
      } else {
        for (const batch of this.#journal.batches(organisation, at, until)) {
          if (batch.first !== at) break;
          yield batch;
          at += batch.lines.length;
        }
      }
      if (at === before && !(await this.#moved(organisation, at)))
        throw new LedgerDamaged(organisation, at, 'journal/journal.db', 'the event is neither in a segment nor in the journal');
    }
  }

  async leafHashes(organisation: string, from: number, to: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    for (let at = from; at < to;) {
      const list = await this.#list(organisation, at);
      const before = at;
      if (at < list.end) {
        const [start, until] = [at, Math.min(to, list.end)];
        parts.push(await this.#tiles(organisation, start, (tiles, end) => tiles.leaves(start, until, end)));
        at = until;
      } else {
        for (const { first, leaves } of this.#journal.leaves(organisation, at, to)) {
          if (first !== at) break;
          parts.push(leaves);
          at += leaves.length / 32;
        }
      }
      if (at === before && !(await this.#moved(organisation, at)))
        throw new LedgerDamaged(organisation, at, 'journal/journal.db', 'the leaf is neither in a tile nor in the journal');
    }
    return concat(parts);
  }

  async event(organisation: string, sequence: number): Promise<LedgerEvent | null> {
    if (sequence < 0 || sequence >= this.size(organisation)) return null;
    for await (const batch of this.read(organisation, sequence, sequence + 1)) {
      return { organisation, sequence, secret: batch.secrets, leaf: batch.leaves, line: batch.lines[0]! };
    }
    return null;
  }

  async tile(organisation: string, level: number, index: number, width: number): Promise<Uint8Array> {
    if (level === 0) return this.leafHashes(organisation, index * tileWidth, index * tileWidth + width);
    const list = await this.#list(organisation, 0);
    if (hashesAtLevel(list.end, level) >= index * tileWidth + width)
      return this.#tiles(organisation, index * tileWidth ** (level + 1), (tiles, end) => tiles.read(level, index, width, end));
    const roots: Uint8Array[] = [];
    for (let i = 0; i < width; i++)
      roots.push(tileRoot(await this.tile(organisation, level - 1, index * tileWidth + i, tileWidth), nodeHashing));
    return concat(roots);
  }

  async tree(organisation: string, size: number): Promise<GrowingTree> {
    const list = await this.#list(organisation, size - 1);
    const end = Math.min(size, list.end);
    const tree =
      end === 0 ? new GrowingTree(0, [], nodeHashing) : await this.#tiles(organisation, 0, (tiles, listed) => tiles.tree(end, listed));
    if (size > end) tree.appendAll(await this.leafHashes(organisation, end, size));
    return tree;
  }

  async checkpoint(organisation: string): Promise<string | null> {
    return (await readIfThere(checkpointPath(this.#data, organisation)))?.toString('utf8') ?? null;
  }

  async #fromSegment(organisation: string, segment: SegmentEntry, from: number, to: number): Promise<Batch> {
    const frame = Math.floor((from - segment.first) / eventsInFrame);
    const frameFirst = segment.first + frame * eventsInFrame;
    const content = await this.#frame(organisation, segment, frame);
    const start = from - frameFirst;
    const end = Math.min(content.lines.length, to - frameFirst);
    const leaves = await this.#tiles(organisation, from, (tiles, listed) => tiles.leaves(from, frameFirst + end, listed));
    return {
      organisation,
      first: from,
      secrets: content.secrets.subarray(start * 16, end * 16),
      leaves,
      lines: content.lines.slice(start, end),
    };
  }

  async #frame(organisation: string, segment: SegmentEntry, frame: number): Promise<BatchContent> {
    const key = `${organisation}/${segment.file}#${frame}`;
    const cached = this.#cache.get(key);
    if (cached) return cached;
    try {
      const content = await readFrame(this.#data, organisation, segment, frame);
      this.#cache.set(key, content);
      return content;
    } catch (error) {
      const sequence = segment.first + frame * eventsInFrame;
      const now = segmentOf(await this.#reload(organisation), sequence);
      if (now && now.generation !== segment.generation) return this.#frame(organisation, now, frame);
      throw new LedgerDamaged(organisation, sequence, `segments/${organisation}/${segment.file}`, reason(error), { cause: error });
    }
  }

  /** Tiles are read as the list says how far they go; a partial tile may have been grown past meanwhile. */
  async #tiles<T>(organisation: string, sequence: number, read: (tiles: TileFiles, end: number) => Promise<T>): Promise<T> {
    const tiles = new TileFiles(this.#data, organisation);
    const { end } = await this.#list(organisation, sequence);
    try {
      return await read(tiles, end);
    } catch (error) {
      const now = await this.#reload(organisation);
      if (now.end !== end) return this.#tiles(organisation, sequence, read);
      throw new LedgerDamaged(organisation, sequence, `segments/${organisation}/tile`, reason(error), { cause: error });
    }
  }

  /** Did the sealer move the event into a segment between looking there and looking into the journal? */
  async #moved(organisation: string, sequence: number): Promise<boolean> {
    return sequence < (await this.#reload(organisation)).end;
  }

  async #reload(organisation: string): Promise<SegmentList> {
    const list = await readList(this.#data, organisation);
    this.#lists.set(organisation, list);
    return list;
  }

  /** The list as known, read anew when neither it nor the journal has the event. */
  async #list(organisation: string, sequence: number): Promise<SegmentList> {
    if (!isOrganisation(organisation)) return emptyList;
    const known = this.#lists.get(organisation);
    if (known && (sequence < known.end || sequence >= this.#journal.oldest(organisation))) return known;
    return this.#reload(organisation);
  }
}

/** Where the oldest bodies cannot be read, nothing is hidden: reading them says what is damaged. */
function oldestOrBeginning(data: string, organisation: string, list: SegmentList): number {
  try {
    return oldestRetainedIn(data, organisation, list);
  } catch {
    return 0;
  }
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));
