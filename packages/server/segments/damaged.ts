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
