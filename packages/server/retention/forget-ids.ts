import type { JournalReader, RememberedBy } from '../journal/reader.ts';
import { noneIfDamaged } from '../segments/damaged.ts';
import { emptyList, readList, segmentOf, type SegmentList } from '../segments/list.ts';
import { includes, type Ranges } from '../segments/removed.ts';

/** An id is remembered at least so long, also when its event goes earlier. */
const rememberedMs = 30 * 86_400_000;
const page = 2000;

export interface ForgetIdsDeps {
  data: string;
  journal: JournalReader;
  removed(organisation: string): Promise<Ranges>;
  forget(organisation: string, ids: readonly RememberedBy[]): Promise<void>;
}

interface Known {
  list: SegmentList;
  removed: Ranges;
  causes: ReadonlySet<string>;
  /** When each segment was closed first; its events were received before. */
  closedAt: ReadonlyMap<number, string>;
}

/**
 * Walks through all remembered ids, in their order, and forgets those of events that retention removed and that were
 * received more than thirty days ago, which the closing of their segment proves. An id that the list names as the cause
 * of a generation stays. Begins anew each time; reads beside the writer, which deletes a page at a time.
 */
export async function forgetIds({ data, journal, removed, forget }: ForgetIdsDeps, nowMs: number, signal: AbortSignal): Promise<number> {
  const known = new Map<string, Known>();
  const of = async (organisation: string): Promise<Known> => {
    let found = known.get(organisation);
    if (!found) {
      // Of an organisation whose list is damaged nothing is forgotten.
      const list = (await readList(data, organisation).catch(noneIfDamaged)) ?? emptyList;
      found = {
        list,
        removed: await removed(organisation),
        causes: new Set(list.entries.flatMap(({ cause }) => cause ?? [])),
        closedAt: new Map(list.entries.filter(({ generation }) => generation === 0).map(({ first, closed_at }) => [first, closed_at])),
      };
      known.set(organisation, found);
    }
    return found;
  };
  const closedBefore = new Date(nowMs - rememberedMs).toISOString();
  let forgotten = 0;
  for (let after: RememberedBy | null = null; !signal.aborted;) {
    const ids = journal.idsAfter(after, page);
    const going: RememberedBy[] = [];
    for (const one of ids) {
      const { list, removed: gone, causes, closedAt } = await of(one.organisation);
      if (gone.length === 0 || !includes(gone, one.sequence) || causes.has(one.id)) continue;
      const at = closedAt.get(segmentOf(list, one.sequence)?.first ?? -1);
      if (at !== undefined && at <= closedBefore) going.push(one);
    }
    for (const [organisation, own] of Map.groupBy(going, ({ organisation: owner }) => owner)) await forget(organisation, own);
    forgotten += going.length;
    after = ids.at(-1) ?? null;
    if (ids.length < page) break;
    // Other work of the thread goes first.
    await new Promise(setImmediate);
  }
  return forgotten;
}

/** Forgets every id of one organisation. */
export async function forgetAllIds(
  { journal, forget }: Pick<ForgetIdsDeps, 'journal' | 'forget'>,
  organisation: string,
  signal: AbortSignal,
): Promise<number> {
  let forgotten = 0;
  for (let after: RememberedBy | null = null; !signal.aborted;) {
    const ids = journal.idsAfter(after, page);
    const own = ids.filter((one) => one.organisation === organisation);
    if (own.length > 0) await forget(organisation, own);
    forgotten += own.length;
    after = ids.at(-1) ?? null;
    if (ids.length < page) break;
    await new Promise(setImmediate);
  }
  return forgotten;
}
