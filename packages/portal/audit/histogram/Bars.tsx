import type { Bucket } from '../../api/shapes.ts';
import { timeCopy } from '../../copy-time.ts';
import { countOf, spanText } from './bucket-text.ts';
import type { Brush } from './use-brush.ts';

interface Props {
  buckets: readonly Bucket[];
  brush: Brush;
  zone: string;
}

/** A bar a bucket, failures hatched at its foot, where they are seen also when they are few. */
export function Bars({ buckets, brush, zone }: Props) {
  const most = Math.max(1, ...buckets.map((bucket) => countOf([bucket], 'all')));
  const { range, handlers } = brush;
  return (
    <div
      className="bars"
      role="slider"
      tabIndex={0}
      aria-label={timeCopy.histogram.choose}
      aria-valuemin={0}
      aria-valuemax={buckets.length - 1}
      aria-valuenow={range?.[1] ?? buckets.length - 1}
      aria-valuetext={valueText(buckets, range, zone)}
      {...handlers}
    >
      {buckets.map((bucket, at) => (
        <div key={bucket.start} className={`bar${range !== null && at >= range[0] && at <= range[1] ? ' chosen' : ''}`}>
          {(['success', 'unknown', 'failure'] as const).map((outcome) =>
            bucket[outcome] === 0 ? null : (
              <div key={outcome} className={outcome} style={{ height: `${Math.max(1.5, (100 * bucket[outcome]) / most)}%` }} />
            ),
          )}
        </div>
      ))}
    </div>
  );
}

function valueText(buckets: readonly Bucket[], range: Brush['range'], zone: string): string {
  const chosen = range === null ? buckets.slice(-1) : buckets.slice(range[0], range[1] + 1);
  const [first, last] = [chosen[0], chosen.at(-1)];
  if (first === undefined || last === undefined) return '';
  return `${spanText(first.start, last.end, zone)}: ${timeCopy.histogram.counts(countOf(chosen, 'all'), countOf(chosen, 'failure'))}`;
}
