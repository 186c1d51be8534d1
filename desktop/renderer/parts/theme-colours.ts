import { useEffect, useState } from 'preact/hooks';
import { theme } from '../state/theme.ts';

const names = ['paper', 'ink', 'soft', 'rule', 'wash', 'accent', 'second', 'third'] as const;

/** The colours of the theme in force, for what is drawn on a canvas. */
export function themeColours(): Record<(typeof names)[number] | 'font', string> {
  const font = getComputedStyle(document.documentElement).getPropertyValue('--font').trim();
  return { ...resolvedColours(names), font };
}

/** Custom properties of colours as `rgb(…)`. What they say themselves names the colours of both themes. */
export function resolvedColours<const Name extends string>(wanted: readonly Name[]): Record<Name, string> {
  const probe = document.body.appendChild(document.createElement('span'));
  const colours = wanted.map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, getComputedStyle(probe).color] as const;
  });
  probe.remove();
  return Object.fromEntries(colours) as Record<Name, string>;
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
