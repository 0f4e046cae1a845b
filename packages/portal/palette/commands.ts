/** One thing the palette can do. */
export interface Command {
  id: string;
  /** What is shown and found. */
  text: string;
  /** Found by these words as well. */
  also?: string;
  note?: string;
  keys?: readonly string[];
  run: () => void;
}

export const commandGroups = ['event', 'views', 'go', 'actions', 'time', 'users', 'organisations'] as const;
export type CommandGroup = (typeof commandGroups)[number];

export interface CommandSection {
  group: CommandGroup;
  commands: readonly Command[];
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The id of an event in what was pasted, a link to one included; null when there is none. */
export function eventIdIn(text: string): string | null {
  const trimmed = text.trim();
  if (uuid.test(trimmed)) return trimmed.toLowerCase();
  const found = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/i.exec(trimmed);
  return found === null || !trimmed.startsWith('http') ? null : found[0].toLowerCase();
}
