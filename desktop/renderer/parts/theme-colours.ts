import { useEffect, useState } from 'preact/hooks';
import { theme } from '../state/theme.ts';

const names = ['paper', 'ink', 'soft', 'rule', 'wash', 'accent', 'second', 'third'] as const;

/** The colours of the theme in force, for what is drawn on a canvas. */
export function themeColours(): Record<(typeof names)[number] | 'font', string> {
  const style = getComputedStyle(document.documentElement);
  const colours = names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()] as const);
  return {
    ...(Object.fromEntries(colours) as Record<(typeof names)[number], string>),
    font: style.getPropertyValue('--font').trim(),
  };
}

/** A number that changes with the theme, chosen here or in the system. */
export function useThemeChange(): number {
  const [version, setVersion] = useState(0);
  useEffect(() => {
    const change = () => setVersion((before) => before + 1);
    const system = matchMedia('(prefers-color-scheme: dark)');
    system.addEventListener('change', change);
    const stop = theme.subscribe(change);
    return () => {
      system.removeEventListener('change', change);
      stop();
    };
  }, []);
  return version;
}
