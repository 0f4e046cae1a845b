import { normalise, type SplitItem } from '@annals/events';
import type { Principal } from './access/principal.ts';
import type { DiskWatch } from './base/disk-watch.ts';
import { Problem } from './base/problem.ts';
import { Slices } from './base/slices.ts';
import { uuidv7 } from './base/uuid.ts';
import type { AppendAnswer, AppendRequest, Journal, PreparedEvent, PreparedRejection } from './journal/journal.ts';
import { DiskFull, QueueFull } from './journal/open.ts';
import { fillReferences, rejectedReceipt } from './journal/receipt.ts';
import { prepare } from './prepare.ts';

/** What the recorder must know of an organisation; kept in memory by whoever implements it. */
export interface OrganisationDirectory {
  /** By UUID or slug. */
  find(idOrSlug: string): { id: string; closed: boolean; builtIn: boolean } | null;
}

export interface RecorderDeps {
  journal: Journal;
  organisations: OrganisationDirectory;
  disk: DiskWatch;
  strict: boolean;
  limits: { depth: number; objectKeys: number };
  /** First receipt of an event that has left the journal, read from the segments. */
  receiptOf(organisation: string, sequence: number): Promise<{ receivedAt: string | null; leafHash: string }>;
  /** Called after every commit that recorded something, with the last sequence of each organisation. */
  recorded(lastSequences: Record<string, number>): void;
}

export interface RecordRequest {
  /** Taken one by one, each at its turn; what they throw is thrown before anything is recorded. */
  items: Iterable<SplitItem>;
  principal: Principal;
  /** Organisation, by id or slug, of events that name none; null: each must name its own. */
  organisation: string | null;
  receivedFrom: string | null;
  idempotency: AppendRequest['idempotency'];
}

export type Receipts = Extract<AppendAnswer, { kind: 'receipts' }>;

export interface OwnEvent {
  /** Fixed when the act happened: drained twice, recorded once. */
  id: string;
  organisation: string;
  /** EventInput of the catalogue. */
  event: unknown;
}

/** A request of more events than this is prepared in slices, one a turn, so that small ones need not wait for it. */
const smallEvents = 16;
const sliceEvents = 100;
const sliceBytes = 256 * 1024;

/**
 * The way into the ledger. When `record` resolves, every event with status recorded or duplicate is on disk, fsynced and
 * numbered; events of one request are in one commit. When it rejects, nothing is known to be recorded and the producer
 * tries again with the same ids or Idempotency-Key.
 */
export class Recorder {
  readonly #deps: RecorderDeps;
  readonly #slices = new Slices();

  constructor(deps: RecorderDeps) {
    this.#deps = deps;
  }

  async record(request: RecordRequest): Promise<Receipts> {
    if (this.#deps.disk.full) throw new Problem('disk_full', { retryAfterSeconds: 10 });
    const items: AppendRequest['items'] = [];
    let bytes = 0;
    let sliceEnd = { events: smallEvents, bytes: sliceBytes };
    for (const item of request.items) {
      if (items.length >= sliceEnd.events || bytes >= sliceEnd.bytes) {
        await this.#slices.next();
        sliceEnd = { events: items.length + sliceEvents, bytes: bytes + sliceBytes };
      }
      bytes += item.bytes;
      items.push(this.#prepare(item, request));
    }
    return this.#append({ items, recordedBy: request.principal.recordedBy, idempotency: request.idempotency, bytes });
  }

  /** Our own events: past the watermark, reserved ids allowed. The receipts tell what became of each. */
  async recordOwn(events: readonly OwnEvent[]): Promise<Receipts> {
    const items = events.map(({ id, organisation, event }) => {
      const result = normalise(event, { strict: true, allowReserved: true });
      if (!result.ok) throw new Error(`An event of our own is not valid: ${result.detail} ${JSON.stringify(result.errors)}`);
      return prepare(result.event, id, organisation, null, []);
    });
    return this.#append({ items, recordedBy: 'server', idempotency: null, bytes: 1024 * events.length });
  }

  #prepare(item: SplitItem, request: RecordRequest): PreparedEvent | PreparedRejection {
    if (!item.ok) return rejected(null, null, item);
    const result = normalise(item.value, {
      strict: this.#deps.strict,
      allowReserved: false,
      limits: { depth: this.#deps.limits.depth, keysPerObject: this.#deps.limits.objectKeys },
    });
    if (!result.ok) return rejected(idIn(item.value), null, result);
    const { event, warnings } = result;
    const organisation = this.#organisation(event.organisation ?? request.organisation, request.principal);
    if (!organisation.ok) return rejected(event.id, null, organisation);
    return prepare(event, event.id ?? uuidv7(), organisation.id, request.receivedFrom, warnings);
  }

  /** An organisation that the principal may not name answers like one that does not exist. */
  #organisation(given: string | null, principal: Principal): { ok: true; id: string } | (Rejection & { ok: false }) {
    const own = principal.organisations;
    if (given === null) return refusal('organisation_required', 'Give `organisation` (id or slug): this key has more than one.');
    const found = this.#deps.organisations.find(given);
    if (!found || (own && !own.includes(found.id))) return refusal('organisation_unknown', 'There is no such organisation for this key.');
    if (!principal.can('events:write', found.id)) throw new Problem('forbidden', { detail: 'This needs the scope events:write.' });
    if (found.builtIn) return refusal('organisation_built_in', 'The built-in organisation takes the events of Annals itself.');
    if (found.closed) return refusal('organisation_closed', 'The organisation is closed and takes no events.');
    return { ok: true, id: found.id };
  }

  async #append(request: AppendRequest): Promise<Receipts> {
    const answer = await this.#deps.journal.append(request).catch((error: unknown) => {
      if (error instanceof QueueFull) throw new Problem('queue_full', { retryAfterSeconds: 1 });
      if (error instanceof DiskFull) throw new Problem('disk_full', { retryAfterSeconds: 10 });
      throw error;
    });
    switch (answer.kind) {
      case 'idempotency_conflict':
        throw new Problem('idempotency_conflict');
      case 'refused':
        throw new Problem('ledger_rolled_back', { detail: answer.reason });
      case 'receipts':
        if (answer.recorded > 0) this.#deps.recorded(answer.lastSequences);
        return { ...answer, body: await fillReferences(answer.body, this.#deps.receiptOf) };
    }
  }
}

interface Rejection {
  code: string;
  detail: string;
  errors: { pointer: string; code: string; detail: string }[];
}

function refusal(code: string, detail: string): Rejection & { ok: false } {
  return { ok: false, code, detail, errors: [{ pointer: '/organisation', code, detail }] };
}

function rejected(id: string | null, organisation: string | null, { code, detail, errors }: Rejection): PreparedRejection {
  return { kind: 'rejected', receipt: rejectedReceipt(id, organisation, { code, detail, errors }) };
}

/** The id a producer gave to an event that was refused, so that it finds its receipt again. */
function idIn(value: unknown): string | null {
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : null;
  return typeof id === 'string' && id.length <= 64 ? id : null;
}
