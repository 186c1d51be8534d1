import { signal } from '@preact/signals';

const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const place = 'secateur.theme';

export const theme = signal<Theme>('system');

/** Takes up the theme of the last visit. */
export function openTheme(): void {
  const stored = read();
  setTheme(themes.find((name) => name === stored) ?? 'system');
}

export function setTheme(name: Theme): void {
  theme.value = name;
  const { dataset } = document.documentElement;
  if (name === 'system') delete dataset['theme'];
  else dataset['theme'] = name;
  try {
    localStorage.setItem(place, name);
  } catch {
    // A browser that keeps nothing forgets the choice, and that is all.
  }
}

export function nextTheme(): void {
  setTheme(themes[(themes.indexOf(theme.value) + 1) % themes.length]!);
}

function read(): string | null {
  try {
    return localStorage.getItem(place);
  } catch {
    return null;
  }
}
