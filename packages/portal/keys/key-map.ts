import { type ScreenId, screens } from '../shell/screens.ts';

/**
 * Every key of the portal. The listener, the sheet behind `?` and the palette read this table; what a key is called is in
 * `copy-keys.ts`. Keys of rows are handled by the table of events, which alone knows its rows, and are listed here to be found.
 */

export const keyGroups = ['find', 'time', 'rows', 'general', 'go'] as const;
export type KeyGroup = (typeof keyGroups)[number];

const find = ['query', 'export', 'save', 'live'] as const;
const time = ['dates', 'earlier', 'later', 'wider', 'narrower', 'zone'] as const;
const rows = ['down', 'up', 'open', 'close'] as const;
const general = ['palette', 'help', 'theme'] as const;

export type RowKeyId = (typeof rows)[number];
export type NamedKeyId = (typeof find)[number] | (typeof time)[number] | (typeof general)[number] | RowKeyId;
export type KeyId = NamedKeyId | `go.${ScreenId}`;

export interface KeyEntry {
  id: KeyId;
  /** Presses, one after the other. */
  keys: readonly string[];
  group: KeyGroup;
}

const presses: Readonly<Record<NamedKeyId, string>> = {
  query: '/',
  export: 'e',
  save: 's',
  live: 'l',
  dates: 'd',
  earlier: '[',
  later: ']',
  wider: '-',
  narrower: '=',
  zone: 'u',
  down: 'j',
  up: 'k',
  open: 'Enter',
  close: 'Escape',
  palette: 'Mod+k',
  help: '?',
  theme: 't',
};

const entries = (group: KeyGroup, ids: readonly NamedKeyId[]): KeyEntry[] => ids.map((id) => ({ id, keys: [presses[id]], group }));

export const keyMap: readonly KeyEntry[] = [
  ...entries('find', find),
  ...entries('time', time),
  ...entries('rows', rows),
  ...entries('general', general),
  ...screens.map(({ id, key }): KeyEntry => ({ id: `go.${id}`, keys: ['g', key], group: 'go' })),
];

/** What the page's listener acts on. */
export const globalKeys: readonly KeyEntry[] = keyMap.filter(({ group }) => group !== 'rows');
