import type { DamagedRecord, ImportedRecord } from '@annals/events';
import { printable, type Terminal } from '../terminal.ts';

interface Refusal {
  detail: string;
  errors: readonly { pointer: string; detail: string }[];
}

/** Problems that are told one by one; the others are counted. */
const mostTold = 20;
/** Names that are counted one by one; a producer may make up as many as it likes. */
const mostNames = 10_000;
const progressMs = 2_000;

/** What an import says: damage at once, progress every other second, sums and what did not map at the end. */
export class ImportReport {
  readonly #terminal: Terminal;
  readonly #dry: boolean;
  readonly #kept = new Map<string, number>();
  readonly #assumed = new Map<string, number>();
  #told = 0;
  #toldAt = performance.now();
  #read = 0;
  #recorded = 0;
  #duplicates = 0;
  #rejected = 0;
  #damaged = 0;

  constructor(terminal: Terminal, dry: boolean) {
    this.#terminal = terminal;
    this.#dry = dry;
  }

  get failed(): boolean {
    return this.#damaged + this.#rejected > 0;
  }

  read(file: string): void {
    this.#read += 1;
    if (this.#read % 256 !== 0 || performance.now() - this.#toldAt < progressMs) return;
    this.#toldAt = performance.now();
    this.#terminal.err(`  ${file}: ${this.#read} records read, ${this.#recorded + this.#duplicates} done`);
  }

  damaged(file: string, { number, line, problem }: DamagedRecord): void {
    this.#damaged += 1;
    this.#tell(`${file}, record ${number}${line > 0 ? ` (line ${line})` : ''} is damaged: ${problem}`);
  }

  rejected(file: string, { number, line }: ImportedRecord, { detail, errors }: Refusal): void {
    this.#rejected += 1;
    const reasons = errors.map((error) => `${error.pointer} ${error.detail}`.trim()).join('; ');
    this.#tell(`${file}, record ${number} (line ${line}) is rejected: ${reasons === '' ? detail : reasons}`);
  }

  recorded({ kept, assumed }: ImportedRecord, before: boolean): void {
    if (before) this.#duplicates += 1;
    else this.#recorded += 1;
    for (const name of new Set(kept)) count(this.#kept, name);
    for (const what of assumed) count(this.#assumed, what);
  }

  brokenOff(): void {
    this.#terminal.err(
      `Broken off after ${this.#recorded + this.#duplicates} records. Run the same again: what is recorded is not recorded twice.`,
    );
  }

  /** Beside the output, when that is JSON. */
  end(outputIsJson: boolean): void {
    const terminal = this.#terminal;
    const say = (line: string): void => (outputIsJson ? terminal.err(printable(line)) : terminal.out(printable(line)));
    if (this.#told > mostTold) terminal.err(`… and ${this.#told - mostTold} more`);
    say(
      this.#dry
        ? `${this.#read} records: ${this.#recorded} could be recorded, ${this.#rejected} would be rejected, ${this.#damaged} damaged; nothing was sent`
        : `${this.#read} records: ${this.#recorded} recorded, ${this.#duplicates} recorded before, ${this.#rejected} rejected, ${this.#damaged} damaged`,
    );
    if (this.#kept.size > 0) say(`Not mapped, kept in extra: ${list(this.#kept)}`);
    if (this.#assumed.size > 0) say(`Taken for granted: ${list(this.#assumed)}`);
  }

  #tell(line: string): void {
    this.#told += 1;
    if (this.#told <= mostTold) this.#terminal.err(printable(line));
  }
}

const others = 'other names';

function count(counts: Map<string, number>, name: string): void {
  const key = counts.has(name) || counts.size < mostNames ? name : others;
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** The most frequent first. */
function list(counts: ReadonlyMap<string, number>): string {
  const sorted = [...counts].toSorted(([, one], [, other]) => other - one);
  const told = sorted.slice(0, mostTold).map(([name, times]) => `${/^[\w.: -]+$/.test(name) ? name : JSON.stringify(name)} (${times})`);
  return told.join(', ') + (sorted.length > mostTold ? ` and ${sorted.length - mostTold} other names` : '');
}
