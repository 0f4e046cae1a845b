import { digestsOf, entryText, GrowingTree, hashBytes, parseRecord } from '@annals/ledger';
import { nodeHashing } from '../base/hashing.ts';
import { type Findings, waysOn } from './findings.ts';

/** A run of events as it was read from one place. */
export interface Run {
  first: number;
  lines: string[];
  secrets: Uint8Array;
  /** Path inside the data directory. */
  file: string;
  /** Retention may have removed bodies. */
  mayBeEmpty: boolean;
}

/** The leaf of each event of a run; null where it cannot be known. */
export type Leaves = (Uint8Array | null)[];

/** Leaves that lie one behind the other, as tiles and batches hold them. */
export function leavesIn(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: bytes.length / hashBytes }, (_, i) => bytes.subarray(i * hashBytes, (i + 1) * hashBytes));
}

/**
 * Walks all events of one organisation in order: recomputes each leaf from the stored event, holds ids and times to
 * their rules, and grows the tree of the leaves it is given.
 */
export class EventCheck {
  readonly tree: GrowingTree;
  readonly #organisation: string;
  readonly #sequenceOf: (id: string) => number | null;
  readonly #roots = new Map<number, Uint8Array | null>();
  readonly #levels: Uint8Array[][] = [];
  #lastReceivedAt = '';

  /** `sizes`: where the root of the tree is wanted. `tree`: of the events before the first that is walked. */
  constructor(
    organisation: string,
    sequenceOf: (id: string) => number | null,
    sizes: readonly number[] = [],
    tree = new GrowingTree(0, [], nodeHashing),
  ) {
    this.#organisation = organisation;
    this.tree = tree;
    this.#sequenceOf = sequenceOf;
    for (const size of sizes) this.#roots.set(size, size === 0 ? this.tree.root() : null);
  }

  /** Whether an event of this id is in the ledger. */
  isRemembered(id: string): boolean {
    return this.#sequenceOf(id) !== null;
  }

  get lastReceivedAt(): string {
    return this.#lastReceivedAt;
  }

  /** The leaves that the stored events make. */
  compute(run: Run, findings: Findings): Leaves {
    return run.lines.map((line, i) => this.#leafOf(run, run.first + i, line, run.secrets.subarray(i * 16, (i + 1) * 16), findings));
  }

  /** After a hole the tree cannot go on; what is missing has its own finding. */
  append(first: number, leaves: Leaves): void {
    leaves.forEach((leaf, i) => {
      if (leaf === null || first + i !== this.tree.size) return;
      this.tree.append(leaf.slice(), (level, _index, hash) => {
        if (level > 0 && level % 8 === 0) (this.#levels[level / 8] ??= []).push(hash);
      });
      if (this.#roots.has(this.tree.size)) this.#roots.set(this.tree.size, this.tree.root());
    });
  }

  /** Root of the first `size` events, one of those asked for; null when events before it are missing. */
  rootAt(size: number): Uint8Array | null {
    return this.#roots.get(size) ?? null;
  }

  /** Hashes that belong into tiles of a level above 0, those that the walk completed. */
  hashesAt(level: number): readonly Uint8Array[] {
    return this.#levels[level] ?? [];
  }

  #leafOf(run: Run, sequence: number, line: string, secret: Uint8Array, findings: Findings): Uint8Array | null {
    const place = { severity: 'error', sequence, file: run.file } as const;
    if (line === '' && run.mayBeEmpty) return null;
    try {
      const record = parseRecord(line);
      const leaf = nodeHashing.textBytes(
        `\u0000\u0001${entryText(record, digestsOf(record, secret, nodeHashing), { organisation: this.#organisation, sequence })}`,
      );
      const [id, receivedAt] = [unquoted(record.skeleton.get('id')), unquoted(record.skeleton.get('received_at'))];
      const remembered = this.#sequenceOf(id);
      if (remembered !== sequence) {
        const what = remembered === null ? `its id ${id} is not remembered` : `its id ${id} is remembered for the event at ${remembered}`;
        findings.add('id', { ...place, file: 'journal/journal.db', what, wayOn: waysOn.restoreJournal });
      }
      if (receivedAt < this.#lastReceivedAt)
        findings.add('time', {
          ...place,
          what: `received_at ${receivedAt} is before that of its predecessor, ${this.#lastReceivedAt}`,
          wayOn: waysOn.report,
        });
      this.#lastReceivedAt = receivedAt;
      return leaf;
    } catch (error) {
      findings.addError('changed event', error, { sequence, file: run.file, wayOn: waysOn.changedBody });
      return null;
    }
  }
}

const unquoted = (text = ''): string => String(JSON.parse(text));
