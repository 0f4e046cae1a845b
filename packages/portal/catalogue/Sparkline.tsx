import { quoteValue } from '@annals/events';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { sparkQuery } from '../api/catalogue.ts';
import { startOfLast } from '../audit/time/relative.ts';
import { catalogueCopy as words } from '../copy-catalogue.ts';

const heightPx = 28;
const barPx = 5;

/** Thirty days of one event, a bar a day; said in words beside it. */
export function Sparkline({ organisation, event }: { organisation: string; event: string }) {
  const [from] = useState(() => startOfLast('30d', Date.now()));
  const { data } = useQuery(sparkQuery(organisation, `event:${quoteValue(event)}`, from));
  const counts = (data ?? []).map(({ success, failure, unknown }) => success + failure + unknown);
  const most = Math.max(1, ...counts);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (data === undefined) return <span className="spark-wait" aria-busy="true" />;
  return (
    <span className="spark">
      {total === 0 ? null : (
        <svg width={counts.length * (barPx + 1)} height={heightPx} aria-hidden="true">
          {counts.map((count, at) => {
            const height = count === 0 ? 1 : Math.max(2, Math.round((count / most) * heightPx));
            return <rect key={at} x={at * (barPx + 1)} y={heightPx - height} width={barPx} height={height} />;
          })}
        </svg>
      )}
      <span>{words.spark(total, counts.filter((count) => count > 0).length)}</span>
    </span>
  );
}
