import { copyHealth } from '../copy-health.ts';
import { ago } from './moments.ts';

/** How long ago, with the moment itself for whoever points at it or copies it. */
export function Moment({ at, now }: { at: string | null; now: string }) {
  if (at === null) return <>{copyHealth.tasks.never}</>;
  return (
    <time dateTime={at} title={at}>
      {ago(at, now)}
    </time>
  );
}
