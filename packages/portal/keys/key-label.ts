import { keyCopy } from '../copy-keys.ts';
import { copy } from '../copy.ts';
import { screens } from '../shell/screens.ts';
import type { KeyId, NamedKeyId } from './key-map.ts';

/** What a key does, in words: the name of a screen for `g …`. */
export function keyLabel(id: KeyId): string {
  const screen = screens.find((one) => id === `go.${one.id}`);
  return screen === undefined ? keyCopy.labels[id as NamedKeyId] : copy.nav[screen.id];
}
