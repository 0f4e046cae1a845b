import { assemble, exactJson, lineFormats, type LineWriter, type StoredRecord } from '@annals/events';
import { digestsOf, entryText, hashBytes, parseRecord, sameBytes, secretBytes } from '@annals/ledger';
import { dayOf } from '../archives/days.ts';
import { keyOf, sealEvent } from '../archives/sealed-bodies.ts';
import { nodeHashing } from '../base/hashing.ts';
import { encodeFrame } from '../segments/bodies.ts';
import { LedgerDamaged } from '../segments/damaged.ts';
import type { Ledger } from '../segments/ledger.ts';
import { eventsInFrame } from '../segments/list.ts';
import { addRange } from '../segments/removed.ts';
import type { DeliveryPlan } from './job.ts';

/** What a frame of events adds to the objects of its day: made apart from its neighbours, so that several are made at once. */
export interface DayPart {
  /** 32 bytes each. */
  leaves: Uint8Array;
  /** Events that have a body, by category. */
  counts: Record<string, number>;
  /** Sequences [from, to) without one. */
  removed: [number, number][];
  /** Lines of the Syslog file, UTF-8. */
  syslog: Uint8Array;
  /** A frame of bodies; under a lock, sealed events. */
  bodies: Uint8Array;
  /** Under a lock only. */
  beside: { keys: Uint8Array; entries: Uint8Array } | null;
}

/** The sequences [from, to) of each part of a plan, in order. The same plan has the same parts. */
export function* partsOf({ first, count }: DeliveryPlan): Generator<[from: number, to: number], void> {
  const end = first + count;
  for (let from = first; from < end; from += eventsInFrame) yield [from, Math.min(end, from + eventsInFrame)];
}

/** Makes parts of one plan. Nothing of an event is archived before its body made the leaf that the tree has. */
export class PartMaker {
  readonly #ledger: Ledger;
  readonly #plan: DeliveryPlan;
  readonly #writer: LineWriter;

  constructor(ledger: Ledger, plan: DeliveryPlan) {
    this.#ledger = ledger;
    this.#plan = plan;
    this.#writer = lineFormats[plan.profile === 'rfc5424' ? 'syslog-rfc5424' : 'syslog-lightrun'].writer({
      host: plan.host,
      pid: plan.pid,
      enterpriseNumber: plan.enterpriseNumber,
      softwareVersion: plan.annals,
    });
  }

  async make(from: number, to: number): Promise<DayPart> {
    const { organisation, lock } = this.#plan;
    const lines: string[] = [];
    const [read, proofs]: [Uint8Array[], Uint8Array[]] = [[], []];
    for await (const batch of this.#ledger.read(organisation, from, to)) {
      for (const line of batch.lines) lines.push(line);
      read.push(batch.secrets);
      proofs.push(batch.leaves);
    }
    if (lines.length !== to - from)
      throw new LedgerDamaged(organisation, from + lines.length, '', 'the ledger ends before what its checkpoint covers');
    const [secrets, leaves] = [Buffer.concat(read), Buffer.concat(proofs)];
    const secretAt = (at: number): Uint8Array => secrets.subarray(at * secretBytes, (at + 1) * secretBytes);
    const found: Pick<DayPart, 'counts' | 'removed'> = { counts: {}, removed: [] };
    const [syslog, entries]: [string[], string[]] = [[], []];
    for (const [at, line] of lines.entries()) {
      const sequence = from + at;
      if (line === '') {
        addRange(found.removed, sequence, sequence + 1);
        continue;
      }
      const entry = this.#entryOf(sequence, line, secretAt(at), leaves.subarray(at * hashBytes, (at + 1) * hashBytes));
      if (lock) entries.push(entry, '\n');
      const record = this.#recordOf(sequence, line);
      const { category } = record.skeleton;
      found.counts[category] = (found.counts[category] ?? 0) + 1;
      syslog.push(this.#writer.line(assemble(record, organisation, sequence)));
    }
    const part = { ...found, leaves, syslog: Buffer.from(syslog.join('')) };
    if (!lock) return { ...part, bodies: await encodeFrame({ lines, secrets }), beside: null };
    const keys = lines.map((_, at) => keyOf(secretAt(at)));
    const bodies = Buffer.concat(lines.map((line, at) => sealEvent(keys[at]!, secretAt(at), line)));
    return { ...part, bodies, beside: { keys: Buffer.concat(keys), entries: Buffer.from(entries.join('')) } };
  }

  /** What is delivered is proved first: the entry whose hash is the leaf. */
  #entryOf(sequence: number, line: string, secret: Uint8Array, leaf: Uint8Array): string {
    const { organisation } = this.#plan;
    const texts = parseRecord(line);
    const entry = entryText(texts, digestsOf(texts, secret, nodeHashing), { organisation, sequence });
    if (!sameBytes(nodeHashing.textBytes(`\u0000\u0001${entry}`), leaf))
      throw new LedgerDamaged(organisation, sequence, '', 'the body does not make the leaf of the tree; it is not archived');
    return entry;
  }

  #recordOf(sequence: number, line: string): StoredRecord {
    const { organisation, day } = this.#plan;
    const record = exactJson(line) as StoredRecord;
    if (dayOf(record.skeleton.received_at) !== day)
      throw new LedgerDamaged(organisation, sequence, '', `the event was received at ${record.skeleton.received_at}, not on ${day}`);
    return record;
  }
}
