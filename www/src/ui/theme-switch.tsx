// Light, dark, or as the system has it. public/theme.js applies it before the first paint.

import { useState } from 'react';
import { Icon, type IconName } from './icons.tsx';

const themes = ['system', 'light', 'dark'] as const;
type Theme = (typeof themes)[number];

const icons: Record<Theme, IconName> = { system: 'system', light: 'sun', dark: 'moon' };
const KEY = 'console.theme';

export function ThemeSwitch() {
  const [theme, setTheme] = useState<Theme>(
    () => themes.find((known) => known === document.documentElement.dataset.theme) ?? 'system',
  );

  function next(): void {
    const chosen = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system';
    setTheme(chosen);
    apply(chosen);
  }

  return (
    <button
      type="button"
      className="button ghost square"
      aria-label={`Theme: ${theme}`}
      title={`Theme: ${theme}`}
      onClick={next}
    >
      <Icon name={icons[theme]} />
    </button>
  );
}

function apply(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Without storage the theme lasts as long as the page.
  }
}
