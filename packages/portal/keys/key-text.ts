const names: Readonly<Record<string, string>> = { Escape: 'Esc', Enter: '↵' };

const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform);

/** A press as it is printed on the reader's keyboard. */
export function keyText(press: string): string {
  if (!press.startsWith('Mod+')) return names[press] ?? press;
  const key = press.slice(4).toUpperCase();
  return isMac() ? `⌘${key}` : `Ctrl ${key}`;
}
