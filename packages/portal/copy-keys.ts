import type { KeyGroup, NamedKeyId } from './keys/key-map.ts';

/** What every key of the map does, for the sheet and the palette. */
export const keyCopy: {
  title: string;
  lead: string;
  joined: string;
  groups: Readonly<Record<KeyGroup, string>>;
  labels: Readonly<Record<NamedKeyId, string>>;
} = {
  title: 'Keyboard',
  lead: 'No single key acts while you type.',
  joined: 'then',
  groups: { find: 'Find', time: 'Time', rows: 'Rows', general: 'Everywhere', go: 'Go to' },
  labels: {
    query: 'Edit the query',
    export: 'Export what is shown',
    save: 'Save as a view',
    live: 'Live on or off',
    dates: 'Choose a time',
    earlier: 'Earlier: the range before',
    later: 'Later: the range after',
    wider: 'Wider range',
    narrower: 'Narrower range',
    zone: 'UTC or local time',
    down: 'Next row',
    up: 'Previous row',
    open: 'Open the event',
    close: 'Close the event',
    palette: 'Command palette',
    help: 'This sheet',
    theme: 'Light or dark',
  },
};
