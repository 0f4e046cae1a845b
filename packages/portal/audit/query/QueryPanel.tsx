import { lazy, Suspense, useRef } from 'react';
import type { Position } from '@annals/events';
import type { Question } from '../../api/events.ts';
import type { AuditSearch } from '../search.ts';
import { chipsOf } from './chips.ts';
import { QueryBar } from './QueryBar.tsx';

const ChipRow = lazy(async () => ({ default: (await import('./ChipRow.tsx')).ChipRow }));

interface Props {
  search: AuditSearch;
  question: Question;
  ask: (changes: Partial<AuditSearch>) => void;
}

/** The question as text and, under it, as chips. Both change the address, and follow it. */
export function QueryPanel({ search, question, ask }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const chips = chipsOf(search);
  const edit = ({ offset, length }: Position): void => {
    input.current?.focus();
    input.current?.setSelectionRange(offset, offset + length);
  };
  return (
    <div className="query-panel">
      <QueryBar ref={input} value={search.q} question={question} onChange={(q) => ask({ q })} />
      {chips.length === 0 ? null : (
        <Suspense fallback={<div className="chips" aria-busy="true" />}>
          <ChipRow chips={chips} ask={ask} onEdit={edit} />
        </Suspense>
      )}
    </div>
  );
}
