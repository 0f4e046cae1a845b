import { visible } from '@annals/events';

/** Any value of an event as one line of text, with what is invisible written out. */
export function visibleValue(value: unknown): string {
  if (typeof value === 'string') return visible(value);
  if (Array.isArray(value) && value.every((item) => typeof item === 'string' || typeof item === 'number')) return visible(value.join(', '));
  return visible(JSON.stringify(value) ?? '');
}

/** JSON with line breaks for reading; what is invisible inside a string is written out. */
export function visibleJson(value: unknown): string {
  return (JSON.stringify(value, null, 2) ?? '').split('\n').map(visible).join('\n');
}
