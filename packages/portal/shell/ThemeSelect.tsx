import { copy } from '../copy.ts';
import { chooseTheme, themes, useTheme } from './theme.ts';

/** Light, dark, or as the system says. */
export function ThemeSelect() {
  return (
    <select
      className="select small"
      aria-label={copy.shell.theme}
      value={useTheme()}
      onChange={(event) => chooseTheme(themes.find((theme) => theme === event.target.value) ?? 'system')}
    >
      {themes.map((theme) => (
        <option key={theme} value={theme}>
          {copy.shell.themes[theme]}
        </option>
      ))}
    </select>
  );
}
