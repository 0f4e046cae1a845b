import { base64, type Checkpoint, fromBase64, sameBytes } from '@annals/ledger';
import type { JournalReader } from '../journal/reader.ts';
import { isWhole } from '../journal/tree-head.ts';
import { LedgerDamaged } from '../segments/damaged.ts';
import { readListNow } from '../segments/list.ts';
import { treeOfTiles } from '../segments/tile-tree.ts';
import { newerBodies } from '../segments/unlisted.ts';
import { RolledBack } from './signed-state.ts';

/**
 * Whether the tree of an organisation can be grown for certain: list, tiles, journal and signed state follow one another
 * without a gap. Throws {@link RolledBack} that names the file. Bodies are not looked at: events that were damaged later
 * do not change what comes after them, and the verifier finds them.
 * Costs reading the list, one folder and a tile a level; at once, for nothing else waits before the first event is taken.
 */
export function checkTree(data: string, journal: JournalReader, organisation: string, signed: Checkpoint | null): void {
  const head = journal.head(organisation);
  const size = head?.size ?? 0;
  if (head && !isWhole(head)) throw new RolledBack(`journal/journal.db: the head of ${size} events does not make its own root`);
  const file = `segments/${organisation}/list.jsonl`;
  const list = rolledBackIfDamaged(() => readListNow(data, organisation));
  if (list.end > size) throw new RolledBack(`${file} names ${list.end} events, journal/journal.db holds ${size}`);
  if (list.end > (signed?.size ?? 0))
    throw new RolledBack(
      `${file} names ${list.end} events, but signed/${organisation} only ${signed?.size ?? 0}: only signed ones are closed`,
    );
  const oldest = journal.oldest(organisation);
  if (oldest > list.end)
    throw new RolledBack(`${file} ends at event ${list.end}, journal/journal.db begins at ${oldest}: those between are missing`);
  const [newer] = newerBodies(data, organisation, list, size);
  if (newer)
    throw new RolledBack(
      `segments/${organisation}/${newer} is newer than the list, which ends at event ${list.end}: list or journal was put back`,
    );
  const last = list.current.at(-1);
  if (!last) return;
  const root = rolledBackIfDamaged(() => treeOfTiles(data, organisation, list.end, list.end).root());
  if (!sameBytes(root, fromBase64(last.root)))
    throw new RolledBack(
      `segments/${organisation}/tile and ${file} do not fit: the tiles of ${list.end} events make the root ${base64(root)}, the list says ${last.root}`,
    );
  if (head && list.end === size && !sameBytes(root, head.root))
    throw new RolledBack(`journal/journal.db: its ${size} events are not those of the segments`);
}

function rolledBackIfDamaged<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof LedgerDamaged ? new RolledBack(error.message) : error;
  }
}
