import { useId } from 'react';
import { timeCopy } from '../copy-time.ts';
import type { AuditSearch } from './search.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** What people mean by "lately". */
const spans = { '15m': 15 * minuteMs, '1h': hourMs, '24h': dayMs, '7d': 7 * dayMs, '30d': 30 * dayMs } as const;
type Span = keyof typeof spans;

/** Ranges that end now, to the second, and any time. What is chosen stands in From and To, so that a link shows the same rows tomorrow. */
export function RangeSelect({ search, ask }: { search: AuditSearch; ask: (changes: Partial<AuditSearch>) => void }) {
  const id = useId();
  const isOpen = search.from === undefined && search.to === undefined;
  const choose = (value: string): void => {
    if (value === 'any') return ask({ from: undefined, to: undefined });
    const from = new Date(Math.floor((Date.now() - spans[value as Span]) / 1000) * 1000).toISOString();
    ask({ from, to: undefined });
  };
  return (
    <div className="field range">
      <label htmlFor={id}>{timeCopy.rangeLabel}</label>
      <select id={id} className="select" value={isOpen ? 'any' : 'chosen'} onChange={(event) => choose(event.target.value)}>
        <option value="any">{timeCopy.spans.any}</option>
        {isOpen ? null : <option value="chosen">{timeCopy.spans.chosen}</option>}
        {(Object.keys(spans) as Span[]).map((span) => (
          <option key={span} value={span}>
            {timeCopy.spans[span]}
          </option>
        ))}
      </select>
    </div>
  );
}
