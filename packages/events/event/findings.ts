import type { FieldError, Warning } from './types.ts';

/** What was found while an event is read: errors refuse it, warnings travel with its receipt. */
export class Findings {
  readonly errors: FieldError[] = [];
  readonly warnings: Warning[] = [];
  /** Pointers of values that were replaced because they are secrets. */
  readonly redacted: string[] = [];
  /** Unknown metadata that is kept beside the known: key in `extra`, value. */
  readonly moved: [string, unknown][] = [];
  reserved = false;
  readonly strict: boolean;

  constructor(strict: boolean) {
    this.strict = strict;
  }

  error(pointer: string, code: string, detail: string): void {
    this.errors.push({ pointer, code, detail });
  }

  warn(pointer: string, code: string, detail: string): void {
    this.warnings.push({ pointer, code, detail });
  }

  /** What the open mode takes with a warning and the strict mode refuses. */
  doubt(pointer: string, code: string, detail: string): void {
    if (this.strict) this.error(pointer, code, detail);
    else this.warn(pointer, code, detail);
  }
}
