import { recall, remember } from '../../shell/memory.ts';

/** What this browser saw of a log: its key and the largest tree that it proved. Who gives a checkpoint could also give a key. */
export interface SeenLog {
  key: string;
  size: number;
  /** base64 */
  root: string;
}

const nameOf = (organisation: string): string => `annals.log.${organisation}`;

/** Null when nothing was seen, or what was kept cannot be read. */
export function recallLog(organisation: string): SeenLog | null {
  try {
    const kept = JSON.parse(recall(nameOf(organisation)) ?? 'null') as Partial<SeenLog> | null;
    if (typeof kept?.key !== 'string' || typeof kept.root !== 'string' || !Number.isSafeInteger(kept.size)) return null;
    return { key: kept.key, size: kept.size ?? 0, root: kept.root };
  } catch {
    return null;
  }
}

export function rememberLog(organisation: string, seen: SeenLog): void {
  remember(nameOf(organisation), JSON.stringify(seen));
}
