import type { Sink } from './load/jobs.ts';

export type SystemName = 'annals' | 'postgres' | 'sqlite';

/** What is asked of every system in the same words; `null` where a system has no such answer. */
export interface Answer {
  rows: number;
  /** All events that match. */
  total: number | null;
}

/** The organisation and the values that the questions are about: the same for every system. */
export interface Subject {
  /** Number of the organisation in the data set: the largest. */
  organisation: number;
  /** E-mail of somebody who acts in it often. */
  actor: string;
  /** Events below the newest at which the deep page stands. */
  depth: number;
}

export const questionNames = [
  'newest page',
  'filter, facets and total',
  'actor and outcome',
  'rare word',
  'common word',
  'part of a word',
  'deep page',
] as const;
export type QuestionName = (typeof questionNames)[number];

export const pageRows = 50;
export const facets = ['event', 'outcome', 'actor.type', 'actor'] as const;

/** One way of keeping events, as the bench uses it. */
export interface System {
  readonly name: SystemName;
  /** Where a load process sends events; each is a producer of its own. */
  sink(connections: number): Promise<Sink>;
  /** Ids of its processes now, by what they are; the load process that holds an embedded database is not among them. */
  processes(): Record<string, number[]>;
  /** Resolves when everything acknowledged can be found and there was no background work for `quietMs`. */
  settle(quietMs: number): Promise<void>;
  /** Events of the bench that can be found. */
  count(): Promise<number>;
  /** Bytes on disk by copy, after {@link settle}. */
  bytes(): Promise<Record<string, number>>;
  /** Gets what a question needs ready, so that only the asking is measured. */
  prepare(question: QuestionName, subject: Subject): Promise<() => Promise<Answer | null>>;
  /** Writes all events of the subject's organisation as CSV to a reader that drops them. */
  exportCsv(subject: Subject): Promise<{ rows: number; bytes: number }>;
  remove(): Promise<void>;
  /** At once and without waiting, when the bench is ended. */
  kill(): void;
}
