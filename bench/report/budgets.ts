/** What the project set itself (bytes, times and rates of its design), by row and figure; figures of Annals only. */
export interface Budget {
  row: string;
  what: string | RegExp;
  limit: number;
}

const mib = 1024 * 1024;

export const budgets: readonly Budget[] = [
  { row: 'ingest', what: 'acknowledged', limit: 45_000 },
  { row: 'sustained', what: 'acknowledged and searchable', limit: 30_000 },
  { row: 'sustained', what: 'memory together, peak', limit: (1.5e9 / mib) | 0 },
  { row: 'singles', what: 'p99', limit: 10 },
  { row: 'beside', what: 'p99', limit: 100 },
  { row: 'fairness', what: 'p99', limit: 100 },
  { row: 'searchable', what: 'p99', limit: 1000 },
  { row: 'archive', what: /^a day of 5,000,000 events$/, limit: 300 },
  { row: 'archive', what: 'memory that archiving adds, peak', limit: (500e6 / mib) | 0 },
  { row: 'fill', what: /: bytes an event, total$/, limit: 300 },
  { row: 'fill', what: /: newest page, p95$/, limit: 25 },
  { row: 'fill', what: /: filter, facets and total, p95$/, limit: 100 },
  { row: 'fill', what: /: rare word, p95$/, limit: 50 },
  { row: 'fill', what: /: CSV export$/, limit: 400_000 },
  { row: 'fill', what: /: start to ready$/, limit: 3000 },
  { row: 'start', what: 'empty', limit: 1000 },
];

export function budgetOf(row: string, what: string): number | null {
  const found = budgets.find(
    (budget) => budget.row === row && (typeof budget.what === 'string' ? budget.what === what : budget.what.test(what)),
  );
  return found?.limit ?? null;
}

/** How many times as good as PostgreSQL. */
export function ratioBudgetOf(row: string, what: string): number | null {
  return row === 'sustained' && what === 'acknowledged and searchable' ? 5 : null;
}
