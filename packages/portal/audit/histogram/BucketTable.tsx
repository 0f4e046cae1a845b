import type { Bucket } from '../../api/shapes.ts';
import { timeCopy } from '../../copy-time.ts';
import { countOf, spanText } from './bucket-text.ts';

/** The same numbers for those who do not see bars. Empty buckets are left out. */
export function BucketTable({ buckets, zone }: { buckets: readonly Bucket[]; zone: string }) {
  const { time, success, failure, unknown } = timeCopy.histogram.columns;
  return (
    <div className="visually-hidden">
      <table>
        <caption>{timeCopy.histogram.title}</caption>
        <thead>
          <tr>
            {[time, success, failure, unknown].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {buckets
            .filter((bucket) => countOf([bucket], 'all') > 0)
            .map((bucket) => (
              <tr key={bucket.start}>
                <th scope="row">{spanText(bucket.start, bucket.end, zone)}</th>
                <td>{bucket.success}</td>
                <td>{bucket.failure}</td>
                <td>{bucket.unknown}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}
