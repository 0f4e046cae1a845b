import { base64, digestsOf, entryText, GrowingTree, hashBytes, parseRecord, sameBytes } from '@annals/ledger';
import { nodeHashing } from '../base/hashing.ts';
import { type Findings, waysOn } from './findings.ts';

/** A run of events as it was read from one place. */
export interface Run {
  first: number;
  lines: string[];
  secrets: Uint8Array;
  /** As the tiles or the journal say; null when they could not be read. */
  leaves: Uint8Array | null;
  /** Path inside the data directory. */
  file: string;
  /** Retention may have removed bodies. */
  mayBeEmpty: boolean;
}

/**
 * Walks all events of one organisation in order: recomputes each leaf from the stored body, grows the tree, and holds
 * ids and times to their rules. The tree is made of the leaves as stored, so that one changed body shows as one finding.
 */
export class EventCheck {
  readonly tree = new GrowingTree(0, [], nodeHashing);
  readonly #organisation: string;
  readonly #findings: Findings;
  readonly #sequenceOf: (id: string) => number | null;
  readonly #roots = new Map<number, Uint8Array | null>();
  readonly #levels: Uint8Array[][] = [];
  #lastReceivedAt = '';

  /** `sizes`: where the root of the tree is wanted. */
  constructor(organisation: string, findings: Findings, sequenceOf: (id: string) => number | null, sizes: readonly number[]) {
    this.#organisation = organisation;
    this.#findings = findings;
    this.#sequenceOf = sequenceOf;
    for (const size of sizes) this.#roots.set(size, size === 0 ? this.tree.root() : null);
  }

  add(run: Run): void {
    for (let i = 0; i < run.lines.length; i++) {
      const sequence = run.first + i;
      const stored = run.leaves?.subarray(i * hashBytes, (i + 1) * hashBytes) ?? null;
      const computed = this.#checkLine(run, sequence, run.lines[i]!, run.secrets.subarray(i * 16, (i + 1) * 16));
      if (stored && computed && !sameBytes(stored, computed)) {
        this.#findings.add('changed event', {
          severity: 'error',
          sequence,
          file: run.file,
          what: `the stored event makes the leaf ${base64(computed)}, the ledger holds ${base64(stored)}`,
          wayOn: waysOn.changedBody,
        });
      }
      this.#append(sequence, stored ?? computed);
    }
  }

  /** Of events whose bodies cannot be read. */
  addLeaves(first: number, leaves: Uint8Array): void {
    for (let i = 0; i < leaves.length / hashBytes; i++) this.#append(first + i, leaves.subarray(i * hashBytes, (i + 1) * hashBytes));
  }

  /** Root of the first `size` events, one of those asked for; null when events before it are missing. */
  rootAt(size: number): Uint8Array | null {
    return this.#roots.get(size) ?? null;
  }

  /** Hashes that belong into tiles of a level above 0. */
  hashesAt(level: number): readonly Uint8Array[] {
    return this.#levels[level] ?? [];
  }

  #append(sequence: number, leaf: Uint8Array | null): void {
    // After a hole the tree cannot go on; what is missing has its own finding.
    if (leaf === null || sequence !== this.tree.size) return;
    this.tree.append(leaf.slice(), (level, _index, hash) => {
      if (level > 0 && level % 8 === 0) (this.#levels[level / 8] ??= []).push(hash);
    });
    if (this.#roots.has(this.tree.size)) this.#roots.set(this.tree.size, this.tree.root());
  }

  #checkLine(run: Run, sequence: number, line: string, secret: Uint8Array): Uint8Array | null {
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
        this.#findings.add('id', { ...place, file: 'journal/journal.db', what, wayOn: waysOn.restoreJournal });
      }
      if (receivedAt < this.#lastReceivedAt)
        this.#findings.add('time', {
          ...place,
          what: `received_at ${receivedAt} is before that of its predecessor, ${this.#lastReceivedAt}`,
          wayOn: waysOn.report,
        });
      this.#lastReceivedAt = receivedAt;
      return leaf;
    } catch (error) {
      this.#findings.addError('changed event', error, { sequence, file: run.file, wayOn: waysOn.changedBody });
      return null;
    }
  }
}

const unquoted = (text = ''): string => String(JSON.parse(text));
