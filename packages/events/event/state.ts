import type { RecordedEvent } from './types.ts';

/** The State column of the portal's table: the label, whose last word is the outcome. */
export function stateText(event: Pick<RecordedEvent, 'label'>): string {
  return event.label;
}
