/** One thing that is not as it must be, and what to do about it. */
export interface Finding {
  /** `error`: the ledger is not whole. `warning`: it is, but somebody should look. */
  severity: 'error' | 'warning';
  organisation: string | null;
  /** The event at which it shows. */
  sequence?: number;
  /** Path inside the data directory. */
  file?: string;
  what: string;
  wayOn: string;
}

/** Collects findings of one organisation: the first of each kind with its place, the rest as a number, so that a lost disk does not make a million lines. */
export class Findings {
  readonly #organisation: string | null;
  readonly #found: Finding[] = [];
  readonly #counts = new Map<string, number>();

  constructor(organisation: string | null) {
    this.#organisation = organisation;
  }

  /** `kind` groups findings; of each the first three are kept. */
  add(kind: string, finding: Omit<Finding, 'organisation'>): void {
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    if (count <= 3) this.#found.push({ ...finding, organisation: this.#organisation });
  }

  /** Tells an error by its message; for what could not be read at all. */
  addError(kind: string, error: unknown, finding: Omit<Finding, 'organisation' | 'severity' | 'what'>): void {
    this.add(kind, { severity: 'error', what: error instanceof Error ? error.message : String(error), ...finding });
  }

  all(): Finding[] {
    const more = [...this.#counts]
      .filter(([, count]) => count > 3)
      .map(([kind, count]): Finding => ({
        severity: 'error',
        organisation: this.#organisation,
        what: `${count - 3} more of the kind “${kind}”`,
        wayOn: 'Mend the first one, then check again.',
      }));
    // What is damaged before what is only to be looked at; else as it was found.
    return [...this.#found.filter(isError), ...more, ...this.#found.filter((finding) => !isError(finding))];
  }
}

const isError = ({ severity }: Finding): boolean => severity === 'error';

export const waysOn = {
  restoreSegment: 'Stop the server and put this file back from a backup; its SHA-256 is in list.jsonl.',
  restoreJournal:
    'Stop the server and restore journal/ from a backup of the same moment as segments/; what was acknowledged since is lost and must be sent again.',
  restoreControl:
    'Restore control.db from a backup of the same moment as journal/ and segments/ (`annals restore` brings back all of them); `annals doctor` tells more.',
  changedBody:
    'The stored event is not the one that was recorded. Restore the file from a backup, or compare with an export; the leaf is still proof of what it was.',
  restoreSigned:
    'Restore signed/ from a backup; if the data is what you want to go on with, let an admin continue the organisation: `annals ledger continue`.',
  restoreKey: 'Restore keys/ from a backup; without the key no checkpoint of this log can be signed.',
  restoreList: 'Stop the server and put list.jsonl back from a backup that is as new as the segments; what it must name stands in bodies/.',
  newerBodies:
    'Stop the server and restore journal/, segments/ and signed/ from one backup; if that is what you have, move this file out of the directory.',
  rebuildTiles:
    'Put the tile back from a backup, or, as tiles follow from the events, stop the server and make them anew: `annals tiles rebuild`.',
  askSealer: 'Start the server: the sealer repairs this within a second.',
  report: 'This should be impossible; keep a copy of the directory and report it.',
} as const;
