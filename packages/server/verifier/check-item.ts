import type { JournalReader } from '../journal/reader.ts';
import { LedgerDamaged } from '../segments/damaged.ts';
import { readList, type SegmentList } from '../segments/list.ts';
import { treeOfTiles } from '../segments/tile-tree.ts';
import { EventCheck } from './check-events.ts';
import { checkGap, checkJournal } from './check-journal.ts';
import { checkSegment } from './check-segments.ts';
import { type Finding, Findings, waysOn } from './findings.ts';
import type { Item } from './plan.ts';
import { checkUpperTiles } from './read-tiles.ts';

export interface ItemSources {
  data: string;
  journal: JournalReader;
}

/**
 * Checks one item of a ledger that is in use. The sealer may close a segment or outgrow a tile meanwhile, retention may rewrite one: then what was
 * found says nothing, and it is looked at again.
 */
export async function checkItem(sources: ItemSources, item: Item, pause: () => Promise<void>): Promise<Finding[]> {
  for (;;) {
    const findings = new Findings(item.organisation);
    try {
      const before = await readList(sources.data, item.organisation);
      await checkOnce(sources, item, findings, pause);
      if (findings.all().length > 0 && !isSame(before, await readList(sources.data, item.organisation))) continue;
    } catch (error) {
      if (!(error instanceof LedgerDamaged)) throw error;
      const wayOn = error.file.includes('/tile/') ? waysOn.rebuildTiles : waysOn.restoreList;
      findings.addError('ledger', error, { sequence: error.sequence, file: error.file, wayOn });
    }
    return findings.all().filter(({ severity }) => severity === 'error');
  }
}

const isSame = (a: SegmentList, b: SegmentList): boolean => a.end === b.end && a.entries.length === b.entries.length;

async function checkOnce({ data, journal }: ItemSources, item: Item, findings: Findings, pause: () => Promise<void>): Promise<void> {
  const { organisation } = item;
  const list = await readList(data, organisation);
  const entry = list.current.find(({ first }) => first === item.first);
  // Gone from the list: the verifier's memory is of a ledger that was put back since.
  if (item.first !== null && !entry) return;
  const tree = treeOfTiles(data, organisation, entry?.first ?? list.end, list.end);
  const events = new EventCheck(organisation, (id) => journal.sequenceOf(organisation, id), [], tree);
  if (entry) {
    const until = entry.first + entry.count;
    await checkSegment({ data, organisation, entry, end: list.end, events, findings, pause });
    await checkUpperTiles(data, organisation, { since: entry.first, until, end: list.end }, events, findings);
  } else if (!checkGap(journal, organisation, list.end, findings))
    await checkJournal(journal, organisation, [list.end, journal.head(organisation)?.size ?? 0], events, findings, pause);
}
