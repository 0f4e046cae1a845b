import { paths } from '../paths.ts';

/** The address of an event by itself; it stays, whatever was asked for when it was found. */
export function permalinkOf(id: string): string {
  return `${location.origin}${paths.event.replace('$id', encodeURIComponent(id))}`;
}
