import { type RetentionPolicy, shortens, unlimitedPolicy } from '@annals/events';
import type { RetentionVersion } from '../control/retention.ts';

/** A decision that lets events go earlier counts so long after it was made. */
export const waitMs = 86_400_000;

export interface RetentionState {
  /** As it was decided last. */
  policy: RetentionPolicy;
  /** Null: the organisation is older than retention, or nobody decided. */
  decided: { at: string; by: string; reason: string } | null;
  /** All of them count: an event goes when each lets it go. */
  inForce: RetentionPolicy[];
  /** Until then the last decision can be undone. */
  pending: { before: RetentionPolicy; effectiveAtMs: number } | null;
}

/** What counts now, of all decisions there were, oldest first. */
export function retentionState(versions: readonly RetentionVersion[], nowMs: number): RetentionState {
  const last = versions.at(-1);
  if (!last) return { policy: unlimitedPolicy, decided: null, inForce: [unlimitedPolicy], pending: null };
  const undone = new Set(versions.flatMap(({ undoes }) => undoes ?? []));
  const older: RetentionPolicy[] = [];
  let effectiveAtMs = -Infinity;
  // The first decision of all follows on keeping everything, unless it came with the organisation itself.
  versions.forEach((version, at) => {
    const next = versions[at + 1];
    if (!next) return;
    const endsMs = Date.parse(next.decidedAt) + waitMs;
    if (endsMs <= nowMs || undone.has(version.n)) return;
    older.push(version.policy);
    effectiveAtMs = Math.max(effectiveAtMs, endsMs);
  });
  const firstEndsMs = Date.parse(versions[0]!.decidedAt) + waitMs;
  if (versions[0]!.decidedBy !== '' && firstEndsMs > nowMs && !undone.has(versions[0]!.n)) {
    older.unshift(unlimitedPolicy);
    effectiveAtMs = Math.max(effectiveAtMs, firstEndsMs);
  }
  const before = versions.findLast(({ n }) => n < last.n && !undone.has(n))?.policy ?? unlimitedPolicy;
  const waits = older.length > 0 && last.undoes === null && shortens(older, last.policy);
  return {
    policy: last.policy,
    decided: { at: last.decidedAt, by: last.decidedBy, reason: last.reason },
    inForce: [last.policy, ...older],
    pending: waits ? { before, effectiveAtMs } : null,
  };
}
