import { plain } from './format.ts';

/** HTML or SVG that is safe to insert. Only `element` makes it, and it escapes every string it is given. */
export interface Markup {
  readonly html: string;
}

export type Child = Markup | string | undefined | readonly Child[];

const empty = new Set(['meta', 'link', 'br', 'rect', 'line', 'path', 'circle', 'polyline']);

/**
 * An element of HTML or SVG, well-formed as both. Undefined attributes are left out, numbers rounded to hundredths.
 * Names must be literals: only values and text are escaped.
 */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>> = {},
  ...children: readonly Child[]
): Markup {
  const written = Object.entries(attributes).map(([key, value]) =>
    value === undefined ? '' : ` ${key}="${inert(typeof value === 'number' ? String(round(value)) : value)}"`,
  );
  const open = `<${name}${written.join('')}`;
  return { html: empty.has(name) ? `${open}/>` : `${open}>${contentOf(children)}</${name}>` };
}

/** A style sheet, the one place where text is not escaped: it takes constants only. */
export function styleSheet(css: string): Markup {
  return { html: `<style>${css}</style>` };
}

function contentOf(child: Child): string {
  if (child === undefined) return '';
  if (typeof child === 'string') return inert(child);
  return 'html' in child ? child.html : child.map(contentOf).join('');
}

function inert(text: string): string {
  return plain(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
