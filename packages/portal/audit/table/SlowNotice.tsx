import { useEffect, useState } from 'react';
import { tableCopy } from '../../copy-table.ts';
import { copy } from '../../copy.ts';
import { Button } from '../../ui/Button.tsx';
import type { EventRows } from './use-event-list.ts';

const patienceMs = 2_000;

/** What takes longer than one waits without wondering: for how long, and the way out of it. */
export function SlowNotice({ rows }: { rows: EventRows }) {
  const { loadingSinceMs, isStopped, stop, retry } = rows;
  const seconds = useSecondsSince(loadingSinceMs);
  if (isStopped)
    return (
      <div className="slow" role="status">
        <p>{tableCopy.cancelled}</p>
        <Button onPress={retry}>{copy.problem.retry}</Button>
      </div>
    );
  if (loadingSinceMs === null || seconds * 1_000 < patienceMs) return null;
  return (
    <div className="slow">
      <p>{tableCopy.slow(seconds)}</p>
      <Button onPress={stop}>{tableCopy.cancel}</Button>
    </div>
  );
}

function useSecondsSince(sinceMs: number | null): number {
  const [nowMs, setNow] = useState(0);
  useEffect(() => {
    if (sinceMs === null) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, [sinceMs]);
  return sinceMs === null ? 0 : Math.max(0, Math.floor((nowMs - sinceMs) / 1_000));
}
