import { setTimeout as sleep } from 'node:timers/promises';
import type { Filter } from '@annals/events';
import type { Principal } from '../access/principal.ts';
import { Problem } from '../base/problem.ts';
import type { TailPages } from '../search/tail-pages.ts';

export interface TailStreamDeps {
  pages: Pick<TailPages, 'after'>;
  ledger: { oldestRetained(organisation: string): number };
  /** Looking is an event: resolves when it is on record, else raises `audit_unavailable`. */
  recordView(principal: Principal, organisation: string): Promise<void>;
  log: { error(fields: object, message: string): void };
}

export interface TailBegin {
  principal: Principal;
  /** UUID. */
  organisation: string;
  filter: Filter;
  /** Everything above this sequence is sent. */
  after: number;
  requestId: string;
}

const heartbeatMs = 15_000;
/** Between two tries while the index or the audit trail cannot be asked. */
const againMs = 1_000;
const mostChunkBytes = 64 * 1024;
/** A reader who has not taken the last chunk for so long is slow: what waits for him is let go and read again later. */
const slowMs = 1_000;
const goneMs = 60_000;

/**
 * One tail as the bytes of its stream, made only when the reader asks for more.
 *
 * Promises: every event of the filter above `after`, once, in order, and none the view of which is not on record first.
 * What is held for a reader who does not read is one chunk: `tidy`, called every second, drops the rest of the page.
 */
export class TailStream {
  readonly #deps: TailStreamDeps;
  readonly #begin: TailBegin;
  readonly #stop = new AbortController();
  #waiting: { sequence: number; body: string }[] = [];
  /** Everything up to here was sent, or is not of the filter. */
  #position: number;
  #upTo: number;
  #takenMs = performance.now();
  #reading = false;

  constructor(deps: TailStreamDeps, begin: TailBegin) {
    this.#deps = deps;
    this.#begin = begin;
    this.#position = begin.after;
    this.#upTo = begin.after;
  }

  /** The next text, when there is one; null at the end. */
  async next(): Promise<string | null> {
    this.#reading = true;
    const untilMs = performance.now() + heartbeatMs;
    try {
      for (;;) {
        if (this.#stop.signal.aborted) return null;
        const text = await this.#text(Math.max(0, untilMs - performance.now()));
        if (text !== null) return text;
        if (performance.now() >= untilMs) return ': alive\n\n';
      }
    } finally {
      this.#reading = false;
      this.#takenMs = performance.now();
    }
  }

  /** Whether the reader has taken everything and waits. */
  get reading(): boolean {
    return this.#reading;
  }

  /** Nothing more is sent; whoever waits for more gets the end. */
  end(): void {
    this.#waiting = [];
    this.#stop.abort();
  }

  /** False when the reader is gone for good. */
  tidy(nowMs: number): boolean {
    if (this.#reading || nowMs - this.#takenMs < slowMs) return true;
    this.#waiting = [];
    this.#upTo = this.#position;
    return nowMs - this.#takenMs < goneMs;
  }

  /** What can be sent within `leftMs`, or null to try again. */
  async #text(leftMs: number): Promise<string | null> {
    try {
      if (this.#waiting.length > 0) return await this.#chunk();
      const gap = this.#gap();
      if (gap !== null) return gap;
      const page = await this.#deps.pages.after(this.#begin, this.#position, leftMs, this.#stop.signal);
      if (page === null) return null;
      this.#waiting = page.events.filter((event) => !this.#isOwnView(event.body));
      this.#upTo = page.upTo;
      if (this.#waiting.length === 0) this.#position = page.upTo;
      return null;
    } catch (error) {
      return this.#failed(error);
    }
  }

  async #chunk(): Promise<string> {
    await this.#deps.recordView(this.#begin.principal, this.#begin.organisation);
    let text = '';
    let taken = 0;
    for (const { sequence, body } of this.#waiting) {
      if (taken > 0 && text.length + body.length > mostChunkBytes) break;
      text += `id: ${sequence}\ndata: ${body}\n\n`;
      this.#position = sequence;
      taken++;
    }
    this.#waiting = this.#waiting.slice(taken);
    if (this.#waiting.length === 0) this.#position = this.#upTo;
    return text;
  }

  #gap(): string | null {
    const oldest = this.#deps.ledger.oldestRetained(this.#begin.organisation);
    const from = this.#position + 1;
    if (from >= oldest) return null;
    this.#position = this.#upTo = oldest - 1;
    return `id: ${oldest - 1}\nevent: gap\ndata: ${JSON.stringify({ from, to: oldest })}\n\n`;
  }

  /** What may pass is tried again; anything else is told to the reader, and is the last that he is sent. */
  async #failed(cause: unknown): Promise<string | null> {
    const { requestId } = this.#begin;
    if (!(cause instanceof Problem)) this.#deps.log.error({ request_id: requestId, err: cause }, 'a tail failed');
    const problem = cause instanceof Problem ? cause : new Problem('internal');
    if (problem.details.retryAfterSeconds === undefined) {
      this.end();
      return `event: problem\ndata: ${JSON.stringify(problem.body(requestId))}\n\n`;
    }
    await sleep(againMs, undefined, { signal: this.#stop.signal }).catch(() => undefined /* the tail ended, which is looked at next */);
    return null;
  }

  /** The reader's own looking would wake him each time he is shown something. */
  #isOwnView(body: string): boolean {
    if (!body.includes('"annals.view"')) return false;
    const { event, actor } = JSON.parse(body) as { event: string; actor: { type: string; id?: string } };
    const own = this.#begin.principal.actor;
    return event === 'annals.view' && actor.type === own.type && actor.id === own.id;
  }
}
