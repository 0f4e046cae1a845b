import type { S3Settings } from '../destinations/s3.ts';

/**
 * One delivery, said so that it makes the same bytes each time: what a crash interrupts is repeated from this, and finds
 * what it had already delivered.
 */
export interface DeliveryPlan {
  organisation: string;
  /** UTC day of received_at. */
  day: string;
  generation: number;
  first: number;
  count: number;
  /** A signed checkpoint that covers the events. */
  checkpoint: string;
  vkey: string;
  previous: { key: string; sha256: string } | null;
  keptFrom: string | null;
  madeAt: string;
  /** Version of the program. */
  annals: string;
  profile: 'rfc5424' | 'lightrun';
  compression: 'gzip' | 'zstd' | 'none';
  enterpriseNumber: number;
  host: string;
  pid: number;
  lock: { mode: 'governance' | 'compliance'; until: string } | null;
}

/** What became of a plan. */
export interface Delivery {
  manifestKey: string;
  manifestSha256: string;
  first: number;
  count: number;
  /** Of every object, the manifest too. */
  bytes: number;
  /** It was all there already: an earlier run had delivered it and did not live to say so. */
  adopted: boolean;
}

export interface DeliveryJob {
  destination: S3Settings;
  plan: DeliveryPlan;
}
