import { useEffect } from 'react';
import { globalKeys } from './key-map.ts';
import { match, pressOf } from './match.ts';
import { act } from './use-key.ts';

/** How long the second key of a sequence may take. */
const sequenceMs = 1_500;

const textRoles = '[role="textbox"], [role="searchbox"], [role="combobox"], [role="spinbutton"]';
const wordless = ['button', 'checkbox', 'radio', 'range', 'reset', 'submit', 'file', 'color'];

/** Is what has the focus taking letters itself? */
function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !wordless.includes(target.type);
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLElement && (target.isContentEditable || target.closest(textRoles) !== null);
}

/** Something lies over the page and has the keys: a dialog, a menu, a list that finds by letters. */
function isOverPage(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('.overlay, .popover, [role="menu"], [role="listbox"]') !== null;
}

/** Listens for the keys of the map. No single key acts while somebody types or while a dialog is open. */
export function useKeyboard(): void {
  useEffect(() => {
    let waiting: readonly string[] = [];
    let since = 0;
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || event.repeat) return;
      const press = pressOf(event);
      if (press === null) return;
      const isFree = press.startsWith('Mod+') || !isTyping(event.target);
      if (!isFree || isOverPage(event.target)) {
        waiting = [];
        return;
      }
      const result = match(globalKeys, event.timeStamp - since > sequenceMs ? [] : waiting, press);
      waiting = result.waiting;
      since = event.timeStamp;
      if (result.id !== null && act(result.id)) event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
