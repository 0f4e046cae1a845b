import { useSyncExternalStore } from 'react';
import { recall, remember } from './memory.ts';

const key = 'annals.theme';
export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const listeners = new Set<() => void>();

function current(): Theme {
  const value = recall(key);
  return value === 'light' || value === 'dark' ? value : 'system';
}

/** Light, dark, or as the system says; remembered by this browser, the same everywhere on the page. */
export function chooseTheme(theme: Theme): void {
  remember(key, theme === 'system' ? null : theme);
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  for (const listener of listeners) listener();
}

/** From what is seen to its opposite; where that is what the system wants, the system decides again. */
export function toggleTheme(): void {
  const systemIsDark = matchMedia('(prefers-color-scheme: dark)').matches;
  const now = current();
  const isDark = now === 'system' ? systemIsDark : now === 'dark';
  chooseTheme(isDark === systemIsDark ? (isDark ? 'light' : 'dark') : 'system');
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, current);
}
