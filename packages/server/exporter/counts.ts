import { EngineLied } from '../index/engine-errors.ts';

/** A row that is missing, or one too many, is an error: never a shorter file. */
export function checkCount(rows: number, events: number): void {
  if (rows !== events) throw new EngineLied(`an export has ${rows} rows instead of ${events}`);
}
