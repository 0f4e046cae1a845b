/** SQLite's code for a write that found no room; in extended codes the low byte. */
const sqliteFull = 13;

/** Did a write fail because the disk is full? From the file system or from SQLite, whichever thread it was. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')) return true;
  return 'errcode' in error && (Number(error.errcode) & 0xff) === sqliteFull;
}
