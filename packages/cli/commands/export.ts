import { type FileHandle, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { AnnalsError, type AnnalsClient, type ExportBody, type ExportJob, UnreachableError } from '@annals/client';
import { compatEvents, type ExportFormatName } from '@annals/events';
import { connect } from '../connect.ts';
import { exitCodes, UsageError, type ExitCode } from '../exit.ts';
import { printable, type Terminal } from '../terminal.ts';

export interface ExportOptions {
  format: ExportFormatName;
  profile?: string;
  columns?: string;
  query?: string;
  from?: string;
  to?: string;
  order?: '-sequence' | 'sequence' | '-occurred_at' | 'occurred_at';
  organisation?: string;
  gzip?: true;
  zstd?: true;
  compat?: true;
  job?: true;
  id?: string;
  manifest?: string;
  out?: string;
}

const pollMs = 1000;
/** How long a second Ctrl-C is waited for. */
const askMs = 5000;
const mostTries = 8;

/**
 * Exports to a file. What the server streams is streamed; what it will not is made by a job, which is followed. A file has
 * its name only when it is whole and, of a job, its SHA-256 is right; a download that breaks goes on where it stopped.
 */
export async function exportCommand(terminal: Terminal, options: ExportOptions): Promise<ExitCode> {
  const client = connect(terminal);
  if (options.compat) terminal.err(`annals: --compat: at most the newest ${compatEvents} events, as the original page.`);
  if (options.id === undefined && !options.job && options.manifest === undefined) {
    const streamed = await streamOf(client, options);
    if (streamed) {
      const { file, events, bytes } = await written(terminal, options.out, streamed);
      terminal.err(`${events ?? 'all'} events, ${bytes} bytes, ${printable(file)}`);
      return exitCodes.ok;
    }
    terminal.err('annals: too much for a stream; the server makes a file of it.');
  }
  const asked = options.id === undefined ? await client.exports.create(bodyOf(options)) : await client.exports.get(options.id);
  const job = await followed(terminal, client, asked);
  if (job === null) return exitCodes.failed;
  if (job.state !== 'done') {
    terminal.err(`annals: export ${job.id} is ${job.state}${job.error === null ? '' : `: ${printable(job.error)}`}`);
    return exitCodes.failed;
  }
  if (options.out === '-' && job.files.length > 1) throw new UsageError(`The export has ${job.files.length} files: give --out a name.`);
  for (const file of job.files) {
    const path = options.out === '-' ? '-' : partName(options.out ?? file.name, job.files.length > 1 && options.out ? file.part : null);
    await downloaded(terminal, client, job, file, path);
    terminal.err(`${file.events} events, ${file.bytes} bytes, SHA-256 ${file.sha256}, ${printable(path)}`);
  }
  if (options.manifest !== undefined) await writeFile(options.manifest, await client.exports.manifest(job.id));
  return exitCodes.ok;
}

/** Null: the server will not stream so much. */
async function streamOf(client: AnnalsClient, options: ExportOptions): Promise<ExportBody | null> {
  const { format, profile, columns, query: q, from, to, order, organisation, compat } = options;
  const compression = compressionOf(options);
  const query = {
    organisation,
    q,
    from,
    to,
    order,
    ...(compat && { compat: 'true' as const }),
    ...(profile !== undefined && { profile }),
    ...(columns !== undefined && { columns }),
    ...(compression !== 'none' && { compression }),
  };
  try {
    return await client.exports.stream(format, query);
  } catch (error) {
    if (error instanceof AnnalsError && error.code === 'export_too_large') return null;
    throw error;
  }
}

const compressionOf = ({ gzip, zstd }: ExportOptions): 'none' | 'gzip' | 'zstd' => (gzip ? 'gzip' : zstd ? 'zstd' : 'none');

function bodyOf(options: ExportOptions): Parameters<AnnalsClient['exports']['create']>[0] {
  const { format, profile, columns, query, from, to, order, organisation, compat } = options;
  return {
    format,
    compression: compressionOf(options),
    ...(profile !== undefined && { profile }),
    ...(columns !== undefined && { columns: columns.split(',').map((name) => name.trim()) }),
    ...(query !== undefined && { q: query }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(order !== undefined && { order }),
    ...(organisation !== undefined && { organisation }),
    ...(compat && { compat }),
  };
}

/** Tells how far the job is until it has ended. Null: who watches went away, and the job goes on or was cancelled. */
async function followed(terminal: Terminal, client: AnnalsClient, asked: ExportJob): Promise<ExportJob | null> {
  let interrupts = 0;
  let wake = (): void => undefined;
  const stopListening = terminal.onInterrupt(() => {
    interrupts += 1;
    wake();
  });
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  try {
    terminal.err(`export ${asked.id}`);
    let said = '';
    for (let job = asked; ; job = await again(() => client.exports.get(asked.id))) {
      if (job.state !== 'queued' && job.state !== 'running') return job;
      const line = progressLine(job);
      if (line !== said) terminal.err(`  ${printable(line)}`);
      said = line;
      if (interrupts === 0) await pause(pollMs);
      if (interrupts === 0) continue;
      terminal.err(`annals: press Ctrl-C again within ${askMs / 1000} seconds to cancel the export on the server, too.`);
      if (interrupts === 1) await pause(askMs);
      if (interrupts > 1) {
        await client.exports.remove(asked.id);
        terminal.err(`annals: export ${asked.id} is cancelled.`);
      } else terminal.err(`annals: the export goes on: annals export --id ${asked.id}`);
      return null;
    }
  } finally {
    stopListening();
  }
}

function progressLine({ state, waiting_for, progress }: ExportJob): string {
  if (state === 'queued') return waiting_for === null ? 'waiting' : `waiting for ${waiting_for}`;
  const { rows, total_rows, bytes, rows_per_second, seconds_left } = progress;
  if (total_rows === null) return 'counting';
  const part = total_rows === 0 ? 100 : Math.floor((rows / total_rows) * 100);
  return [
    `${rows} of ${total_rows} events (${part} %)`,
    `${(bytes / 1024 / 1024).toFixed(1)} MiB`,
    ...(rows_per_second === null ? [] : [`${rows_per_second} a second`]),
    ...(seconds_left === null ? [] : [`${seconds_left} s left`]),
  ].join(', ');
}

/** A server that is restarted is waited for. */
async function again<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      const passing = error instanceof UnreachableError || (error instanceof AnnalsError && (error.status === 503 || error.status === 429));
      if (!passing || tries >= mostTries) throw error;
      await sleep(Math.min(10_000, 250 * 2 ** tries));
    }
  }
}

/** Inserts the number before the extensions of the file's name. */
function partName(path: string, part: number | null): string {
  if (part === null) return path;
  const [, before = path, extension = ''] = /^(.*?[^/\\])((?:\.[A-Za-z0-9]{1,8}){0,2})$/s.exec(path) ?? [];
  return `${before}-${part}${extension}`;
}

/** A stream into a file under another name first, or to stdout. */
async function written(
  terminal: Terminal,
  out: string | undefined,
  { fileName, events, body }: ExportBody,
): Promise<{ file: string; events: number | null; bytes: number }> {
  const file = out ?? fileName;
  let bytes = 0;
  const temporary = `${file}.part`;
  const handle = file === '-' ? null : await open(temporary, 'w', 0o600);
  try {
    for await (const chunk of chunksOf(body)) {
      bytes += chunk.length;
      await (handle ? handle.writeFile(chunk) : terminal.write(chunk));
    }
    await handle?.sync();
  } catch (error) {
    await handle?.close();
    if (handle) await rm(temporary, { force: true });
    throw error;
  }
  await handle?.close();
  if (handle) await rename(temporary, file);
  return { file, events, bytes };
}

/** A file of a job, whole and with its SHA-256. What an earlier run left beside is gone on with. */
async function downloaded(
  terminal: Terminal,
  client: AnnalsClient,
  job: ExportJob,
  file: ExportJob['files'][number],
  path: string,
): Promise<void> {
  const temporary = `${path}.part`;
  let digest: Hash = createHash('sha256');
  let at = 0;
  let handle: FileHandle | null = null;
  if (path !== '-') {
    // Nothing to go on from; what else is wrong with the place, opening it says.
    const there = await stat(temporary).catch(() => null);
    if (there !== null && there.size <= file.bytes) {
      for await (const chunk of createReadStream(temporary)) digest.update(chunk as Buffer);
      at = there.size;
      handle = await open(temporary, 'r+', 0o600);
    } else handle = await open(temporary, 'w', 0o600);
  }
  try {
    for (let tries = 0; at < file.bytes;) {
      const before = at;
      try {
        const part = await client.exports.download(job.id, { part: file.part, first: at, sha256: file.sha256 });
        if (part.first !== at) {
          if (!handle) throw new Error('The server sent the file from its beginning again.');
          await handle.truncate(0);
          digest = createHash('sha256');
          at = 0;
        }
        for await (const chunk of chunksOf(part.body)) {
          await (handle ? handle.write(chunk, 0, chunk.length, at) : terminal.write(chunk));
          digest.update(chunk);
          at += chunk.length;
        }
      } catch (error) {
        // What the disk here says will not change by asking the server again.
        if ((error instanceof AnnalsError && error.status !== 503) || (error instanceof Error && 'syscall' in error)) throw error;
        tries = at > before ? 1 : tries + 1;
        if (tries >= mostTries) throw error;
        terminal.err(`annals: the download broke off at ${at} of ${file.bytes} bytes; it goes on.`);
        await sleep(Math.min(10_000, 250 * 2 ** tries));
      }
    }
    if (digest.digest('hex') !== file.sha256) {
      if (handle) await rm(temporary, { force: true });
      throw new Error(`What was downloaded is not the file of the export: its SHA-256 is not ${file.sha256}.`);
    }
    await handle?.sync();
  } finally {
    await handle?.close();
  }
  if (handle) await rename(temporary, path);
}

async function* chunksOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  let isRead = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      isRead = done;
      if (done) return;
      yield value;
    }
  } finally {
    // Whoever stopped reading has the error; the connection is given up in any case.
    if (!isRead) await reader.cancel().catch(() => undefined);
  }
}
