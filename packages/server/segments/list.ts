import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fromBase64, MalformedError } from '@annals/ledger';
import { LedgerDamaged } from './damaged.ts';
import { bodiesName, listPath } from './paths.ts';

/** One line of list.jsonl: a closed generation of a segment. The list only grows; the last generation of a range is the one that is read. */
export interface SegmentEntry {
  /** Sequence of the first event. */
  first: number;
  count: number;
  /** 0 as captured; each rewriting (erasure, retention of single event types) makes the next. */
  generation: number;
  /** Path inside the organisation's folder. */
  file: string;
  bytes: number;
  /** Hex, of the whole bodies file. */
  sha256: string;
  /** Byte offset of each frame: the frames of 1,024 events but the last. */
  frames: number[];
  /** base64 RFC 6962 root of the tree of first + count leaves. */
  root: string;
  /** Id of the event that caused a rewriting; null for generation 0. */
  cause: string | null;
  closed_at: string;
}

export const eventsInFrame = 1024;

const names = ['bytes', 'cause', 'closed_at', 'count', 'file', 'first', 'frames', 'generation', 'root', 'sha256'] as const;

/** RFC 8785 JSON, without LF. */
export function printEntry(entry: SegmentEntry): string {
  return `{${names.map((name) => `"${name}":${JSON.stringify(entry[name])}`).join(',')}}`;
}

/** Refuses a line that is not exactly what {@link printEntry} writes. */
export function parseEntry(line: string): SegmentEntry {
  let entry: SegmentEntry;
  try {
    entry = JSON.parse(line) as SegmentEntry;
  } catch {
    throw new MalformedError('not JSON');
  }
  if (typeof entry !== 'object' || entry === null || Object.keys(entry).join() !== names.join())
    throw new MalformedError('not the members of a segment');
  const counts = [entry.first, entry.count, entry.generation, entry.bytes];
  if (!counts.every((n) => Number.isSafeInteger(n) && n >= 0) || entry.count === 0) throw new MalformedError('a number is out of range');
  if (entry.file !== bodiesName(entry.first, entry.generation))
    throw new MalformedError('the file is not named after its first sequence and generation');
  if (typeof entry.sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(entry.sha256)) throw new MalformedError('no SHA-256');
  if (typeof entry.root !== 'string' || fromBase64(entry.root).length !== 32) throw new MalformedError('no root');
  if ((entry.cause !== null && typeof entry.cause !== 'string') || typeof entry.closed_at !== 'string')
    throw new MalformedError('no cause or no time');
  if (!Array.isArray(entry.frames) || entry.frames.length !== Math.ceil(entry.count / eventsInFrame))
    throw new MalformedError('the number of frames does not fit the count');
  if (entry.frames[0] !== 0 || !entry.frames.every((at, i) => Number.isSafeInteger(at) && at < (entry.frames[i + 1] ?? entry.bytes)))
    throw new MalformedError('the frames are out of order');
  if (printEntry(entry) !== line) throw new MalformedError('not RFC 8785');
  return entry;
}

export interface SegmentList {
  /** Every generation, in the order of the file. */
  entries: SegmentEntry[];
  /** The last generation of each range, ascending, contiguous from 0. */
  current: SegmentEntry[];
  /** Events in segments: the sequence after the last one. */
  end: number;
  /** Length in bytes of the whole lines; what follows is a line that a crash cut off. */
  wholeBytes: number;
}

export const emptyList: SegmentList = { entries: [], current: [], end: 0, wholeBytes: 0 };

/** Reads a list; a missing file is an empty list, a last line without LF was never acknowledged and does not count. */
export async function readList(data: string, organisation: string): Promise<SegmentList> {
  let text: string;
  try {
    text = await readFile(listPath(data, organisation), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return emptyList;
    throw error;
  }
  return parseList(text, organisation);
}

/** As {@link readList}, at once. */
export function readListNow(data: string, organisation: string): SegmentList {
  const path = listPath(data, organisation);
  return existsSync(path) ? parseList(readFileSync(path, 'utf8'), organisation) : emptyList;
}

export function parseList(text: string, organisation: string): SegmentList {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const entries: SegmentEntry[] = [];
  const current: SegmentEntry[] = [];
  const places = new Map<number, number>();
  let end = 0;
  const damaged = (sequence: number, detail: string): LedgerDamaged =>
    new LedgerDamaged(organisation, sequence, `segments/${organisation}/list.jsonl`, `line ${entries.length + 1}: ${detail}`);
  for (const line of whole.split('\n').slice(0, -1)) {
    let entry: SegmentEntry;
    try {
      entry = parseEntry(line);
    } catch (error) {
      throw damaged(end, error instanceof Error ? error.message : String(error));
    }
    const place = places.get(entry.first);
    if (place === undefined) {
      if (entry.first !== end || entry.generation !== 0)
        throw damaged(end, `a segment from ${end} is expected, not generation ${entry.generation} from ${entry.first}`);
      places.set(entry.first, current.length);
      current.push(entry);
      end += entry.count;
    } else {
      const before = current[place]!;
      if (entry.count !== before.count || entry.generation !== before.generation + 1 || entry.root !== before.root)
        throw damaged(entry.first, 'a new generation does not fit the one before it');
      current[place] = entry;
    }
    entries.push(entry);
  }
  return { entries, current, end, wholeBytes: Buffer.byteLength(whole) };
}

/** The segment that holds a sequence, or undefined. */
export function segmentOf(list: SegmentList, sequence: number): SegmentEntry | undefined {
  let [low, high] = [0, list.current.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const entry = list.current[middle]!;
    if (sequence < entry.first) high = middle;
    else if (sequence >= entry.first + entry.count) low = middle + 1;
    else return entry;
  }
  return undefined;
}
