import type { AuditSearch } from '../search.ts';
import { startOfLast } from './relative.ts';

/** The moment at which the open question was asked; the same for everything on the page that reads the question. */
let held: { key: string; nowMs: number } | null = null;

/** The question with the beginning of its range; one that ends now begins where it began when it was asked first. */
export function hold(search: AuditSearch, nowMs = Date.now()): AuditSearch {
  const { last, from, organisation, view, q, user, target, state, extra } = search;
  if (last === undefined || from !== undefined) return search;
  const key = JSON.stringify([last, organisation, view, q, user, target, state, extra]);
  if (held?.key !== key) held = { key, nowMs };
  return { ...search, from: startOfLast(last, held.nowMs) };
}

/** The next look at the question is a new one. */
export function release(): void {
  held = null;
}
