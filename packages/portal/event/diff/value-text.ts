import { visible } from '@annals/events';

/** A value of a change as a text to compare: a string as it is, everything else as JSON with line breaks. Null when there is none. */
export function changeText(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

/** Line breaks stay; everything else that is invisible is written out. */
export function visibleLines(text: string): string {
  return text.split('\n').map(visible).join('\n');
}
