/** How an engine's process ended, and what that says. */
export interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** What it said of itself, or why it was killed here. */
  reason: string | null;
  isCondemned: boolean;
  /** Killed by an operator, or a kernel short of memory: says nothing of the index. */
  byOthers: boolean;
  livedMs: number;
}

/** No space, too many files, no memory, another engine on it: says nothing against the index. */
export function isNotOfTheIndex(reason: string): boolean {
  return /No space left|ENOSPC|EDQUOT|EMFILE|ENFILE|EAGAIN|ENOMEM|Cannot allocate memory|Code: (?:76|241|243)\b/.test(reason);
}

/** The engine's program is not there, or not for this machine. */
export function cannotRunHere(reason: string): boolean {
  return /Cannot find (module|package)|ERR_MODULE_NOT_FOUND|ERR_DLOPEN|invalid ELF/.test(reason);
}
