/** The ledger cannot be read where it should be: names the place, so that somebody can act. Never caught and skipped. */
export class LedgerDamaged extends Error {
  readonly organisation: string;
  readonly sequence: number;
  /** Path inside the data directory. */
  readonly file: string;

  constructor(organisation: string, sequence: number, file: string, detail: string, options?: ErrorOptions) {
    super(`The ledger of ${organisation} is damaged at sequence ${sequence}: ${detail} (${file})`, options);
    this.name = 'LedgerDamaged';
    this.organisation = organisation;
    this.sequence = sequence;
    this.file = file;
  }
}

/** Null for what is damaged: one organisation's damage must not keep the others waiting, and whoever reads its events is told. */
export function unlessDamaged<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    return noneIfDamaged(error);
  }
}

/** The same, for `catch` of a promise. */
export function noneIfDamaged(error: unknown): null {
  if (error instanceof LedgerDamaged) return null;
  throw error;
}
