import { readInstant } from '@annals/events';

/** Instants of a question's range in milliseconds; the contract has checked their form. */
export function rangeOf(query: { from?: string | undefined; to?: string | undefined }): { fromMs: number | null; toMs: number | null } {
  return { fromMs: startOf(query.from), toMs: startOf(query.to) };
}

function startOf(text: string | undefined): number | null {
  return text === undefined ? null : (readInstant(text)?.fromMs ?? null);
}
