import { readFile } from 'node:fs/promises';
import type { EventToRecord } from '@annals/client';
import { parseJson } from '@annals/events';
import { connect } from '../connect.ts';
import { exitCodes, UsageError, type ExitCode } from '../exit.ts';
import { printable, type Terminal } from '../terminal.ts';

/** Events of a request; well below what the server takes. */
const eventsPerRequest = 1_000;

export interface RecordOptions {
  organisation?: string;
  json?: true;
}

/**
 * Records the events of a file or of stdin: a JSON object, an array, or one event a line. Sent in order, 1,000 at a
 * time; ends with 1 when any was rejected, and says which.
 */
export async function recordCommand(terminal: Terminal, file: string, options: RecordOptions): Promise<ExitCode> {
  const text =
    file === '-'
      ? await readAll(terminal.stdin)
      : await readFile(file, 'utf8').catch((error: unknown) => {
          throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
        });
  const events = parseEvents(text);
  const client = connect(terminal);
  const sum = { recorded: 0, duplicates: 0, rejected: 0 };
  for (let first = 0; first < events.length; first += eventsPerRequest) {
    const answer = await client.record(
      events.slice(first, first + eventsPerRequest),
      options.organisation === undefined ? {} : { organisation: options.organisation },
    );
    sum.recorded += answer.recorded;
    sum.duplicates += answer.duplicates;
    sum.rejected += answer.rejected;
    for (const receipt of answer.receipts) {
      if (options.json) terminal.out(JSON.stringify({ ...receipt, index: first + receipt.index }));
      else if (receipt.problem)
        terminal.err(
          printable(
            `event ${first + receipt.index}: ${receipt.problem.detail} ${receipt.problem.errors.map((one) => `${one.pointer} ${one.detail}`).join('; ')}`,
          ),
        );
    }
  }
  if (!options.json) terminal.out(`${sum.recorded} recorded, ${sum.duplicates} recorded before, ${sum.rejected} rejected`);
  return sum.rejected > 0 ? exitCodes.failed : exitCodes.ok;
}

/** Lines first: the first line of an array or of an indented object is no whole value. */
export function parseEvents(text: string): EventToRecord[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0) throw new UsageError('There is no event in the input.');
  try {
    const events = lines.map((line) => parseJson(line)).flat();
    return checked(events);
  } catch (error) {
    if (error instanceof UsageError) throw error;
  }
  try {
    return checked([parseJson(text)].flat());
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`The input is neither JSON nor one JSON value a line: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function checked(values: readonly unknown[]): EventToRecord[] {
  for (const value of values) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new UsageError('An event is a JSON object.');
  }
  return values as EventToRecord[];
}

async function readAll(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
