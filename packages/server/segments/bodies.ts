import { closeSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress, zstdDecompressSync } from 'node:zlib';
import { type BatchContent, decodeBatch, encodeBatch } from '@annals/ledger';
import { eventsInFrame, type SegmentEntry } from './list.ts';
import { organisationDirectory } from './paths.ts';

/** The bodies of a segment: zstd frames, each a batch plaintext of 1,024 events but the last, so that any event is one frame away. */

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/**
 * Of a megabyte of audit events level 1 leaves 121 bytes an event and takes 1.2 µs, level 6 104 and 4.0, level 9 101 and
 * 5.7. Events repeat in long pieces: to look for none below six bytes, and among twice as many places, makes of level 6
 * 101 bytes in 3.7 µs. Reading gets quicker (1.1 → 0.7 µs).
 */
const parameters = {
  [constants.ZSTD_c_compressionLevel]: 6,
  [constants.ZSTD_c_minMatch]: 6,
  [constants.ZSTD_c_searchLog]: 4,
  [constants.ZSTD_c_checksumFlag]: 1,
  [constants.ZSTD_c_contentSizeFlag]: 1,
};

/** 1,024 events of the largest size, every character escaped. A frame that claims more is not ours. */
const mostPlaintextBytes = 1024 * 1024 * 1024;

export function encodeFrame(content: BatchContent): Promise<Buffer> {
  const plaintext = encodeBatch(content);
  return compress(plaintext, { pledgedSrcSize: plaintext.length, params: parameters });
}

/** Decodes a frame and checks that it holds as many events as it must. */
export async function decodeFrame(frame: Uint8Array, count: number): Promise<BatchContent> {
  return checkedBatch(await decompress(frame, { maxOutputLength: mostPlaintextBytes }), count);
}

function checkedBatch(plaintext: Uint8Array, count: number): BatchContent {
  const content = decodeBatch(plaintext);
  if (content.lines.length !== count) throw new Error(`the frame holds ${content.lines.length} events, not ${count}`);
  return content;
}

export function framesCount(entry: SegmentEntry, frame: number): number {
  return Math.min(eventsInFrame, entry.count - frame * eventsInFrame);
}

/**
 * A frame of fewer bytes holds only events whose bodies were removed. An event is longer even compressed: its id and
 * secret, or the digests that stand for it, are random.
 */
export const emptyFrameBytes = 64;

/** Whether a frame holds no body, by its length alone. */
export function isEmptyFrame(entry: SegmentEntry, frame: number): boolean {
  return entry.generation > 0 && (entry.frames[frame + 1] ?? entry.bytes) - entry.frames[frame]! < emptyFrameBytes;
}

/** A frame of events whose bodies were all removed. */
export async function emptyFrame(count: number): Promise<Buffer> {
  const frame = await encodeFrame({ secrets: new Uint8Array(16 * count), lines: Array.from({ length: count }, () => '') });
  if (frame.length >= emptyFrameBytes) throw new Error(`a frame without bodies has ${frame.length} bytes`);
  return frame;
}

/** Reads one frame of a segment from disk, as it is stored. */
export async function readFrameBytes(data: string, organisation: string, entry: SegmentEntry, frame: number): Promise<Buffer> {
  const start = entry.frames[frame]!;
  const bytes = Buffer.alloc((entry.frames[frame + 1] ?? entry.bytes) - start);
  const handle = await open(join(organisationDirectory(data, organisation), entry.file), 'r');
  try {
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
    if (bytesRead !== bytes.length) throw new Error('the bodies file is cut off');
  } finally {
    await handle.close();
  }
  return bytes;
}

/** Reads one frame of a segment from disk. */
export async function readFrame(data: string, organisation: string, entry: SegmentEntry, frame: number): Promise<BatchContent> {
  return decodeFrame(await readFrameBytes(data, organisation, entry, frame), framesCount(entry, frame));
}

/** As {@link readFrame}, at once: for the one frame that tells where the retained events begin. */
export function readFrameNow(data: string, organisation: string, entry: SegmentEntry, frame: number): BatchContent {
  const start = entry.frames[frame]!;
  const bytes = Buffer.alloc((entry.frames[frame + 1] ?? entry.bytes) - start);
  const file = openSync(join(organisationDirectory(data, organisation), entry.file), 'r');
  try {
    if (readSync(file, bytes, 0, bytes.length, start) !== bytes.length) throw new Error('the bodies file is cut off');
  } finally {
    closeSync(file);
  }
  return checkedBatch(zstdDecompressSync(bytes, { maxOutputLength: mostPlaintextBytes }), framesCount(entry, frame));
}
