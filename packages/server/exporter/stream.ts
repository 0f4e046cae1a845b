import { compressionExtension, compressionMime, exportFileName, exportFormats, type LineWriter } from '@annals/events';
import { Problem } from '../base/problem.ts';
import type { Exporter, ExportQuestion, PreparedExport } from '../exporter.ts';
import { countOf, within } from '../segments/removed.ts';
import type { StitchedLedger } from '../segments/stitch.ts';
import { checkCount } from './counts.ts';
import { LeafHashes } from './leaf-hashes.ts';
import { eventsOfLedger } from './ledger-source.ts';
import { checkedParquet } from './parquet-rows.ts';
import { compressed, EventCursor, linesOf } from './render.ts';
import type { EventSource } from './source.ts';
import { writing, type WritingOptions } from './writing.ts';
import { isEngineCsv, lineFormat, mostEventsOf, readsLedger, type ExportSpec } from './spec.ts';

export interface StreamDeps extends WritingOptions {
  exporter: Exporter;
  ledger: Pick<StitchedLedger, 'size' | 'oldestRetained' | 'read' | 'removed' | 'leafHashes'>;
  /** Most events of a stream that is not the usual CSV. */
  mostEvents: number;
}

/** A file that can be sent; nothing of it was made yet. */
export interface Streamed {
  fileName: string;
  mime: string;
  events: number;
  chunks(): AsyncGenerator<Uint8Array>;
}

/** Rendered at a time on the thread that answers requests; others get their turn between. */
const atATime = 250;

/** Fixes what a stream holds and how it is written; raises the problems of a query, and `export_too_large`. */
export async function prepareStream(
  deps: StreamDeps,
  spec: ExportSpec,
  question: Omit<ExportQuestion, 'q' | 'order' | 'most'>,
  prefix: string,
  signal: AbortSignal,
): Promise<Streamed> {
  const { format, compression } = spec;
  const described = {
    fileName: exportFileName({ now: new Date(), extension: exportFormats[format].extension + compressionExtension[compression], prefix }),
    mime: compressionMime[compression] ?? exportFormats[format].mime,
  };
  const sent = (events: number, chunks: () => AsyncGenerator<Uint8Array>): Streamed => ({
    ...described,
    events,
    chunks: compression === 'none' ? chunks : () => compressed(chunks(), compression),
  });
  const { organisation } = question;
  const writer = (): LineWriter =>
    lineFormat(spec).writer({
      ...(spec.columns !== null && { columns: spec.columns }),
      ...writing(deps),
    });
  const rendered = (source: EventSource): AsyncGenerator<Buffer> =>
    inTurns(linesOf(new EventCursor(source), writer(), { most: null, atATime, onEvents: () => undefined }));

  if (readsLedger(spec)) {
    const range = {
      organisation,
      from: deps.ledger.oldestRetained(organisation),
      to: deps.ledger.size(organisation),
      descending: spec.order.startsWith('-'),
    };
    const gone = countOf(within(await deps.ledger.removed(organisation), range.from, range.to));
    const events = Math.max(0, range.to - range.from) - gone;
    refuseTooMany(events, deps.mostEvents);
    return sent(events, () => rendered(counted(deps, range, events)));
  }
  const prepared: PreparedExport = await deps.exporter.prepare(
    { ...question, q: spec.q, order: spec.order, most: mostEventsOf(spec) },
    signal,
  );
  const { events } = prepared;
  if (isEngineCsv(spec)) return sent(events, () => deps.exporter.csv(prepared, signal));
  refuseTooMany(events, deps.mostEvents);
  if (format === 'parquet')
    return sent(events, () => checkedParquet(deps.exporter.parquet(prepared, signal), (rows) => checkCount(rows, events)));
  const leaves = new LeafHashes(deps.ledger, organisation, prepared.selection.asOf + 1);
  return sent(events, () => rendered(deps.exporter.events(prepared, leaves, signal)));
}

async function* counted(
  { ledger }: StreamDeps,
  range: { organisation: string; from: number; to: number; descending: boolean },
  events: number,
): EventSource {
  let passed = 0;
  for await (const some of eventsOfLedger(ledger, range, () => undefined)) {
    passed += some.length;
    yield some;
  }
  checkCount(passed, events);
}

async function* inTurns(chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    yield chunk;
    await new Promise(setImmediate);
  }
}

function refuseTooMany(events: number, most: number): void {
  if (events <= most) return;
  throw new Problem('export_too_large', {
    detail: `${events} events; at most ${most} are streamed in this form. POST /v1/exports makes files of any number.`,
  });
}
