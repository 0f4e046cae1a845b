import type { Facts } from '../data/data-set.ts';
import type { Machine } from '../measure/machine.ts';
import type { SystemName } from '../system.ts';

/** results.json: every raw figure of a run and what it was measured on and with. */
export interface Results {
  version: 1;
  date: string;
  command: string;
  machine: Machine;
  dataSet: Facts;
  options: { seconds: number; steps: number[] } & Record<string, unknown>;
  peers: Partial<Record<SystemName, { version: string; settings: string; note: string } | { absent: string }>>;
  rows: RowResult[];
}

export interface RowResult {
  name: string;
  says: string;
  /** What a reader must know to judge the figures. */
  notes: string[];
  figures: Figure[];
  tookSeconds: number;
  /** Of the run that measured it: rows can be added by a later run. */
  date: string;
  command: string;
}

export interface Figure {
  what: string;
  system: SystemName;
  unit: string;
  /** Which way is good; null where a figure only informs. */
  better: 'more' | 'less' | null;
  /** One for each repetition. */
  values: number[];
}
