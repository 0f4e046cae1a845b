/** What a load process is told and what it tells. */

/** Where events go. `sequential` ids are made by the bench; ours are the server's. */
export type Sink =
  | { kind: 'annals'; url: string; key: string; organisations: readonly string[] }
  | { kind: 'postgres'; port: number; connections: number; organisations: readonly string[] }
  | { kind: 'sqlite'; path: string; organisations: readonly string[] };

export interface LoadStart {
  sink: Sink;
  seed: number;
  organisations: number;
  poolEvents: number;
}

/** When the events of a job say they occurred: as they are sent, or spread evenly over a past span. */
export type Span = 'now' | { fromMs: number; toMs: number };

export interface Job {
  /** Seed of the stream of events; the same seed, events and span give the same events. */
  stream: number;
  batch: number;
  connections: number;
  span: Span;
  /** Ends after so many events; with `seconds`, after whichever comes first. */
  events?: number;
  seconds?: number;
  /** Requests a second, sent when they are due whatever the answers do (open loop); without it each connection sends as soon as it may (closed loop). */
  perSecond?: number;
  /** Only events of this organisation, by number. */
  organisation?: number;
  /** The events of the pool one after another instead of by chance. */
  inTurn?: boolean;
}

export interface JobResult {
  /** Events acknowledged as recorded. */
  acknowledged: number;
  /** Requests that were refused for now (429, 503) and sent again when the answer said. */
  refused: number;
  elapsedMs: number;
  /** From when the request was due (open loop) or sent (closed loop) to its whole answer. */
  latenciesMs: Float64Array;
  /** Open loop: how late requests were sent, which is the client's fault; part of the latencies. */
  lateMs: Float64Array;
  /** CPU of the load process itself. */
  cpuMs: number;
}

export type ToLoad = { kind: 'start'; start: LoadStart } | { kind: 'job'; turn: number; job: Job } | { kind: 'close' };
export type FromLoad =
  | { kind: 'ready' }
  | { kind: 'progress'; turn: number; acknowledged: number }
  | { kind: 'done'; turn: number; result: JobResult }
  | { kind: 'failed'; message: string };
