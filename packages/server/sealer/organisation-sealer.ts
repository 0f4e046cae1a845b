import { base64, type Checkpoint, fromBase64, GrowingTree, sameBytes, signCheckpoint } from '@annals/ledger';
import { ensureDirectory, replaceCopy, syncDirectory, syncFile, writeDurably } from '../base/files.ts';
import { nodeHashing } from '../base/hashing.ts';
import type { JournalReader, TreeHead } from '../journal/reader.ts';
import { closeSegment, confirmList } from '../segments/close-segment.ts';
import { ensureKeys, type LogKey } from '../segments/keys.ts';
import { readList, type SegmentList } from '../segments/list.ts';
import { checkpointPath, organisationDirectory, signedPath } from '../segments/paths.ts';
import { treeOfTiles } from '../segments/tile-tree.ts';
import { compareHead, readSignedState, RolledBack, type SignedState } from './signed-state.ts';

export interface SealerParts {
  data: string;
  installation: string;
  journal: JournalReader;
  /** The journal forgets events below `upTo`; called only when a listed segment holds them. */
  trim(organisation: string, upTo: number): Promise<void>;
  segmentBytes: number;
  nowMs(): number;
}

const dayMs = 86_400_000;
/** A segment this small waits for more, up to a week, so that quiet organisations do not make a file a day. */
const fewEvents = 1000;
const mostDaysOpen = 7;

/**
 * Signs and seals one organisation. Holds what it derived from disk; after any error it must be thrown away and loaded
 * anew, because a write that failed may still have taken effect.
 * Order of durable writes: signed state → published checkpoint; then bodies → tiles → list → trim, for signed events only.
 */
export class OrganisationSealer {
  readonly #parts: SealerParts;
  readonly #organisation: string;
  readonly #key: LogKey;
  #list: SegmentList;
  /** This process has synced the list itself. */
  #confirmed = false;
  /** At the end of the segments. */
  #sealedTree: GrowingTree;
  /** At what was last signed. */
  #signedTree: GrowingTree;
  #signed: Checkpoint | null;
  #signedAtMs = -Infinity;
  #published: boolean;
  /** Plaintext in the journal that no segment holds yet; an estimate that grows with what is signed from `countedTo` on. */
  #waiting: { bytes: number; oldestMs: number | null; countedTo: number };

  private constructor(
    parts: SealerParts,
    organisation: string,
    state: SignedState & { list: SegmentList; sealedTree: GrowingTree; signedTree: GrowingTree },
  ) {
    this.#parts = parts;
    this.#organisation = organisation;
    this.#key = state.key;
    this.#signed = state.signed;
    this.#published = state.published;
    this.#list = state.list;
    this.#sealedTree = state.sealedTree;
    this.#signedTree = state.signedTree;
    this.#waiting = this.#count();
  }

  /** Reads what was signed and what is stored, and makes sure that they are one history. */
  static async load(parts: SealerParts, organisation: string): Promise<OrganisationSealer> {
    let state = await readSignedState(parts.data, parts.installation, organisation);
    if (state === null) {
      await ensureKeys(parts.data, [organisation]);
      state = await readSignedState(parts.data, parts.installation, organisation);
      if (state === null) throw new Error(`keys/${organisation}.seed cannot be read back`);
    }
    const head = parts.journal.head(organisation);
    compareHead(state.signed, head);
    const list = await readList(parts.data, organisation);
    if (list.end > (head?.size ?? 0)) throw new RolledBack(`segments hold ${list.end} events, journal/journal.db ${head?.size ?? 0}`);
    const sealedTree = await treeAt(parts, organisation, list, list.end);
    const last = list.current.at(-1);
    if (last && !sameBytes(sealedTree.root(), fromBase64(last.root)))
      throw new RolledBack(
        `segments/${organisation}/tile and segments/${organisation}/list.jsonl do not fit: the tiles of ${list.end} events make the root ${base64(sealedTree.root())}, the list says ${last.root}`,
      );
    const signedTree = await treeAt(parts, organisation, list, state.signed?.size ?? 0);
    if (state.signed && !sameBytes(signedTree.root(), state.signed.root))
      throw new RolledBack(`journal/journal.db: the first ${state.signed.size} events are not those that were signed`);
    await ensureDirectory(organisationDirectory(parts.data, organisation));
    const sealer = new OrganisationSealer(parts, organisation, { ...state, list, sealedTree, signedTree });
    if (parts.journal.oldest(organisation) < list.end) await sealer.#trim();
    return sealer;
  }

  /** Signs the present head; `later` when it is too soon after the last checkpoint and not the last one of this process. */
  async sign(head: TreeHead, isLast = false): Promise<'signed' | 'unchanged' | 'later'> {
    compareHead(this.#signed, head);
    if (this.#signed?.size === head.size) {
      // What an earlier, failed sync left in doubt is written anew before anybody is told of it.
      if (!this.#published) await this.#write(this.#signed);
      return 'unchanged';
    }
    const now = this.#parts.nowMs();
    if (!isLast && now - this.#signedAtMs < 1000 && now >= this.#signedAtMs) return 'later';
    const tree = this.#signedTree;
    for (const { first, leaves, bytes } of this.#parts.journal.leaves(this.#organisation, tree.size, head.size)) {
      tree.appendAll(leaves);
      if (first >= this.#waiting.countedTo) this.#waiting.bytes += bytes;
      this.#waiting.oldestMs ??= now;
    }
    if (tree.size !== head.size || !sameBytes(tree.root(), head.root))
      throw new RolledBack(`journal/journal.db: the leaves up to ${head.size} do not make its tree head`);
    const checkpoint = { origin: this.#key.origin, size: head.size, root: tree.root() };
    await this.#write(checkpoint);
    this.#signed = checkpoint;
    this.#signedAtMs = now;
    return 'signed';
  }

  /** Whether events wait that belong into a closed segment now. */
  get due(): boolean {
    const { bytes, oldestMs } = this.#waiting;
    const count = this.#signedTree.size - this.#list.end;
    if (count === 0) return false;
    if (bytes >= this.#parts.segmentBytes) return true;
    const now = this.#parts.nowMs();
    if (oldestMs === null || Math.floor(oldestMs / dayMs) >= Math.floor(now / dayMs)) return false;
    return count >= fewEvents || now - oldestMs >= mostDaysOpen * dayMs;
  }

  /** What is signed and in no closed segment yet: events, plaintext bytes, and since when the oldest waits. */
  get unsealed(): { events: number; bytes: number; sinceMs: number | null } {
    return { events: this.#signedTree.size - this.#list.end, bytes: this.#waiting.bytes, sinceMs: this.#waiting.oldestMs };
  }

  /** Closes a segment if one is due, or if anything is signed that no segment holds. */
  async close({ all = false } = {}): Promise<boolean> {
    if (!this.due && !(all && this.#signedTree.size > this.#list.end)) return false;
    const { data, journal, segmentBytes, nowMs } = this.#parts;
    await this.#confirm();
    const entry = await closeSegment({
      data,
      organisation: this.#organisation,
      list: this.#list,
      batches: journal.batches(this.#organisation, this.#list.end, this.#signedTree.size),
      segmentBytes,
      tree: this.#sealedTree,
      closedAt: new Date(nowMs()).toISOString(),
    });
    if (entry === null) throw new RolledBack(`journal/journal.db has no events from ${this.#list.end} on, and no segment has them`);
    const { entries, current, end, wholeBytes } = this.#list;
    this.#list = { entries: [...entries, entry], current: [...current, entry], end: end + entry.count, wholeBytes };
    await this.#trim();
    this.#waiting = this.#count();
    return true;
  }

  /**
   * What is published is never newer than what is remembered as signed. The copy is not synced: as long as the journal
   * holds events of the organisation, a start compares it with the signed state; `#trim` syncs it before that ends.
   */
  async #write(checkpoint: Checkpoint): Promise<void> {
    const note = signCheckpoint(checkpoint, this.#key.signer);
    await writeDurably(signedPath(this.#parts.data, this.#organisation), note);
    await replaceCopy(checkpointPath(this.#parts.data, this.#organisation), note);
    this.#published = true;
  }

  #count(): { bytes: number; oldestMs: number | null; countedTo: number } {
    const { bytes, oldestReceivedMs } = this.#parts.journal.unsealed(this.#organisation, this.#list.end);
    return { bytes, oldestMs: oldestReceivedMs, countedTo: this.#parts.journal.head(this.#organisation)?.size ?? 0 };
  }

  async #confirm(): Promise<void> {
    if (this.#confirmed) return;
    await confirmList(this.#parts.data, this.#organisation, this.#list);
    this.#confirmed = true;
  }

  async #trim(): Promise<void> {
    await this.#confirm();
    if (!this.#published && this.#signed) await this.#write(this.#signed);
    await syncFile(checkpointPath(this.#parts.data, this.#organisation));
    await syncDirectory(organisationDirectory(this.#parts.data, this.#organisation));
    await this.#parts.trim(this.#organisation, this.#list.end);
  }
}

/** The tree of the first `size` events, from tiles as far as segments go and from the journal's leaves beyond. */
async function treeAt(parts: SealerParts, organisation: string, list: SegmentList, size: number): Promise<GrowingTree> {
  const sealed = Math.min(size, list.end);
  const tree = sealed === 0 ? new GrowingTree(0, [], nodeHashing) : treeOfTiles(parts.data, organisation, sealed, list.end);
  for (const { leaves } of parts.journal.leaves(organisation, sealed, size)) tree.appendAll(leaves);
  if (tree.size !== size)
    throw new RolledBack(`journal/journal.db: the events from ${tree.size} to ${size} are neither there nor in segments`);
  return tree;
}
