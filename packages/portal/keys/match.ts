import type { KeyEntry, KeyId } from './key-map.ts';

/** One press in the words of the key map; null where the press is somebody else's: the browser's, or a bare modifier. */
export function pressOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'getModifierState'>): string | null {
  // On many keyboards brackets are made with AltGr, which browsers tell as Ctrl and Alt.
  const isPlain = event.getModifierState('AltGraph') || !(event.ctrlKey || event.metaKey || event.altKey);
  if (isPlain) return ['Shift', 'AltGraph', 'Control', 'Alt', 'Meta'].includes(event.key) ? null : event.key;
  return event.altKey ? null : `Mod+${event.key.toLowerCase()}`;
}

export interface Match {
  /** The entry whose keys are complete. */
  id: KeyId | null;
  /** Presses of a sequence that is not complete yet. */
  waiting: readonly string[];
}

/** One more press after those that wait. A press that does not go on with a sequence begins a new one. */
export function match(table: readonly KeyEntry[], waiting: readonly string[], press: string): Match {
  const sequence = [...waiting, press];
  const going = table.filter(({ keys }) => sequence.every((one, at) => keys[at] === one));
  const whole = going.find(({ keys }) => keys.length === sequence.length);
  if (whole !== undefined) return { id: whole.id, waiting: [] };
  if (going.length > 0) return { id: null, waiting: sequence };
  return waiting.length === 0 ? { id: null, waiting: [] } : match(table, [], press);
}
