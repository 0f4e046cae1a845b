import type { Outcome } from '@annals/events';

/** A label in two parts: what happened and, apart, how it ended; the outcome is said even where the label leaves it out. */
export function splitLabel(label: string, outcome: Outcome): { act: string; outcome: Outcome } {
  const ending = ` ${outcome}`;
  return { act: label.endsWith(ending) ? label.slice(0, -ending.length) : label, outcome };
}
