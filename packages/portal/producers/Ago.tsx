import { ago } from '../health/moments.ts';

/** How long ago an instant is, with the instant itself at hand. */
export function Ago({ instant }: { instant: string }) {
  return (
    <time dateTime={instant} title={instant}>
      {ago(instant, new Date().toISOString())}
    </time>
  );
}
