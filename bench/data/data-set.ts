import { entropyBytes, type Marker } from './markers.ts';
import { makeEvent, type MadeEvent } from './make-event.ts';
import { Random } from './random.ts';
import { Template } from './template.ts';
import { worldOf, type World } from './world.ts';

/**
 * The events of a seed, as a pool of made events with holes. An organisation has as many of the pool as its share, so
 * that drawing evenly from the pool gives its share of all events. One event of the pool holds the rare word.
 */
export interface DataSet {
  seed: number;
  world: World;
  /** Events with markers for what differs each time. */
  pool: readonly { organisation: number; event: MadeEvent }[];
  /** The part of the pool that an organisation has, or the whole. */
  range(organisation?: number): { first: number; count: number };
}

export interface Facts {
  seed: number;
  organisations: number;
  /** Share of the largest organisation. */
  largestShare: number;
  /** Different event types that occur. */
  eventTypes: number;
  /** JSON of one event as it is sent, organisation included. */
  meanBytes: number;
  smallestBytes: number;
  largestBytes: number;
  /** Random bytes an event that no compression can remove: id, reference, correlation. The choice of the pool's event comes to it. */
  entropyBytes: number;
  poolEvents: number;
}

/** In one event of the pool, of the largest organisation. */
export const rareWord = 'zugzwang';
/** In about a fifth of the events that name an agent. */
export const commonWord = 'production';

export function makeDataSet(seed: number, options: { organisations?: number; poolEvents?: number } = {}): DataSet {
  const { organisations = 500, poolEvents = 65_536 } = options;
  const random = new Random(seed);
  const world = worldOf(random, organisations);
  const pool = world.organisations.flatMap((organisation) =>
    Array.from({ length: Math.max(1, Math.round(organisation.share * poolEvents)) }, () => ({
      organisation: organisation.number,
      event: makeEvent(random, organisation),
    })),
  );
  const rare = pool[0]!;
  rare.event = { ...rare.event, outcome: 'failure', error_message: `The scheduler came into ${rareWord} and gave up` };
  const firsts = new Map<number, { first: number; count: number }>();
  for (const [at, { organisation }] of pool.entries()) {
    const range = firsts.get(organisation);
    if (range) range.count++;
    else firsts.set(organisation, { first: at, count: 1 });
  }
  return {
    seed,
    world,
    pool,
    range: (organisation) => (organisation === undefined ? undefined : firsts.get(organisation)) ?? { first: 0, count: pool.length },
  };
}

/** `organisations` are the ids by which a system knows the data set's organisations. */
export function sentEvent(entry: DataSet['pool'][number], organisations: readonly string[]): MadeEvent {
  return { organisation: organisations[entry.organisation], ...entry.event };
}

export function factsOf(dataSet: DataSet): Facts {
  const uuid = '00000000-0000-7000-8000-000000000000';
  const ids = dataSet.world.organisations.map(() => uuid);
  const sizes = dataSet.pool.map((entry) => Buffer.byteLength(JSON.stringify(sentEvent(entry, ids))));
  const random = dataSet.pool.reduce((sum, { event }) => {
    const template = new Template(JSON.stringify(event));
    return (
      sum +
      (Object.keys(entropyBytes) as Marker[]).reduce((own, marker) => own + (template.count(marker) > 0 ? entropyBytes[marker] : 0), 0)
    );
  }, 0);
  const largest = dataSet.pool.filter(({ organisation }) => organisation === 0).length;
  return {
    seed: dataSet.seed,
    organisations: dataSet.world.organisations.length,
    largestShare: largest / dataSet.pool.length,
    eventTypes: new Set(dataSet.pool.map(({ event }) => event['event'])).size,
    meanBytes: sizes.reduce((sum, size) => sum + size, 0) / sizes.length,
    smallestBytes: Math.min(...sizes),
    largestBytes: Math.max(...sizes),
    entropyBytes: random / dataSet.pool.length,
    poolEvents: dataSet.pool.length,
  };
}
