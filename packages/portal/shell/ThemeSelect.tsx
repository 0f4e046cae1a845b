import { useState } from 'react';
import { copy } from '../copy.ts';
import { recall, remember } from './memory.ts';

const key = 'annals.theme';
type Theme = 'system' | 'light' | 'dark';

function themeOf(value: string | null): Theme {
  return value === 'light' || value === 'dark' ? value : 'system';
}

/** Light, dark, or as the system says. */
export function ThemeSelect() {
  const [theme, setTheme] = useState(() => themeOf(recall(key)));
  const choose = (value: Theme): void => {
    setTheme(value);
    remember(key, value === 'system' ? null : value);
    if (value === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = value;
  };
  return (
    <select className="select small" aria-label={copy.shell.theme} value={theme} onChange={(event) => choose(themeOf(event.target.value))}>
      <option value="system">{copy.shell.themes.system}</option>
      <option value="light">{copy.shell.themes.light}</option>
      <option value="dark">{copy.shell.themes.dark}</option>
    </select>
  );
}
