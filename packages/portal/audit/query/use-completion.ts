import { completeFilter, facetFields, quoteValue, type CompletionItem } from '@annals/events';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Question } from '../../api/events.ts';
import { facetQuery, type FacetField } from '../../api/facets.ts';
import { useSettled } from './use-settled.ts';

/** An item of the completion; `count`: events of the range that have the value, null when that is not known. */
export interface Suggestion extends CompletionItem {
  count: number | null;
}

const longestText = 8_192;
const values = 200;
const unnamed = { events: [], pairs: [] };

/** What may stand at the caret: the language at once, and what the events of the range hold as soon as it is known. */
export function useCompletion(text: string, caret: number, isOpen: boolean, question: Question) {
  const isShort = text.length <= longestText;
  const { data: names = unnamed } = useQuery({
    queryKey: ['known-names'],
    queryFn: async () => (await import('./known-names.ts')).knownNames,
    enabled: isOpen,
    staleTime: Infinity,
  });
  const completion = useMemo(
    () => completeFilter(isShort ? text : '', isShort ? caret : 0, names.events, names.pairs),
    [text, caret, isShort, names],
  );
  const field = facetFields.find((name) => name === completion.field) ?? null;
  const found = useValues(field, isOpen && isShort && completion.operator === ':', question);
  const suggestions = useMemo(() => {
    if (!isOpen || !isShort) return [];
    const { items, from, to, part } = completion;
    const wanted = part.toLowerCase();
    const counts = new Map(found.map(({ value, count }) => [quoteValue(value), count]));
    const listed = items.map((item): Suggestion => ({ ...item, count: counts.get(item.insert) ?? null }));
    const seen = new Set(items.map(({ insert }) => insert));
    const others = found
      .filter(({ value }) => value !== '' && !seen.has(quoteValue(value)) && value.toLowerCase().includes(wanted))
      .map(({ value, count }): Suggestion => ({ kind: 'value', insert: quoteValue(value), label: value, detail: '', count }));
    const all = [...listed, ...others];
    const byCount = field === null ? all : all.toSorted((a, b) => (b.count ?? -1) - (a.count ?? -1));
    const isDone = byCount.length === 1 && byCount[0]?.insert === text.slice(from, to);
    return isDone ? [] : byCount.slice(0, 50);
  }, [completion, found, field, isOpen, isShort, text]);
  return { suggestions, from: completion.from, to: completion.to };
}

/** The values of a field in the range that is shown, whatever else is asked: asked once a field, when the typing pauses. */
function useValues(field: FacetField | null, isWanted: boolean, { organisation, from, to }: Question) {
  const isSettled = useSettled(field ?? '');
  const range = { organisation, q: '', ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  const { data } = useQuery({ ...facetQuery(range, field ?? 'event', values), enabled: isWanted && field !== null && isSettled });
  return field === null ? none : (data ?? none);
}

const none: readonly { value: string; count: number }[] = [];
