import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { histogramQuery, type Question } from '../../api/events.ts';
import { timeCopy } from '../../copy-time.ts';
import { Button } from '../../ui/Button.tsx';
import type { AuditSearch } from '../search.ts';
import { momentsOf } from '../zone.ts';
import { Bars } from './Bars.tsx';
import { BucketTable } from './BucketTable.tsx';
import { countOf, spanText, wider, widthText } from './bucket-text.ts';
import { useBrush } from './use-brush.ts';

interface Props {
  question: Question;
  search: AuditSearch;
  ask: (changes: Partial<AuditSearch>) => void;
}

/**
 * When the events of the question happened. Choosing buckets, by pointer or keyboard, narrows the range to them.
 * Without events, or while it cannot be asked, there is nothing: the table says why.
 */
export function Histogram({ question, search, ask }: Props) {
  const { data, isFetching } = useQuery({ ...histogramQuery(question, search.zone), placeholderData: keepPreviousData });
  const buckets = data?.buckets ?? [];
  const brush = useBrush(buckets.length, (first, last) => ask(momentsOf(buckets[first]!.start, buckets[last]!.end, search.zone)));
  if (data === undefined || buckets.length === 0) return <div className="histogram" aria-hidden="true" />;
  const chosen = brush.range === null ? null : buckets.slice(brush.range[0], brush.range[1] + 1);
  const said = chosen ?? buckets;
  const isNarrowed = search.from !== undefined || search.to !== undefined;
  return (
    <section className={`histogram${isFetching ? ' is-stale' : ''}`} aria-label={timeCopy.histogram.title}>
      <div className="histogram-head">
        <p aria-live="polite">
          <span className="histogram-span">{spanText(said[0]!.start, said.at(-1)!.end, search.zone)}</span>
          {timeCopy.histogram.counts(countOf(said, 'all'), countOf(said, 'failure'))}
        </p>
        <p className="histogram-width">{widthText(data.unit, data.size)}</p>
        {isNarrowed ? (
          <Button kind="quiet" onPress={() => ask(wider(buckets[0]!.start, buckets.at(-1)!.end))}>
            {timeCopy.histogram.wider}
          </Button>
        ) : null}
      </div>
      <Bars buckets={buckets} brush={brush} zone={search.zone} />
      <BucketTable buckets={buckets} zone={search.zone} />
    </section>
  );
}
