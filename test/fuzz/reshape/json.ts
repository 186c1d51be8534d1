import type { RandomStream } from '../../../core/index.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const hostile: readonly Json[] = [
  null,
  true,
  '',
  -1,
  0,
  0.5,
  1e9,
  2 ** 53,
  -1e308,
  5e-324,
  '1e9',
  'x'.repeat(300),
  '__proto__',
  [],
  {},
  [[[[[[[[]]]]]]]],
];

/** The same document with one to three members replaced, removed, doubled, swapped or renamed. */
export function reshapeJson(text: string, random: RandomStream): string {
  const below = (end: number) => Math.floor(random.uniform() * end);
  const document = { root: JSON.parse(text) as Json };
  for (let change = below(3); change >= 0; change--) {
    const places = placesOf(document);
    const { holder, key } = places[below(places.length)]!;
    const value = holder[key]!;
    switch (below(6)) {
      case 0:
        if (Array.isArray(holder)) holder.splice(Number(key), 1);
        else if (holder !== document) delete holder[key];
        break;
      case 1:
        if (Array.isArray(holder)) holder.push(structuredClone(value));
        break;
      case 2:
        if (typeof value === 'number') holder[key] = [value + 1, -value, value * 1e6, value / 3][below(4)]!;
        else holder[key] = structuredClone(hostile[below(hostile.length)]!);
        break;
      case 3: {
        const other = places[below(places.length)]!;
        holder[key] = structuredClone(other.holder[other.key]!);
        break;
      }
      case 4:
        if (!Array.isArray(holder) && holder !== document) {
          delete holder[key];
          holder[['constructor', 'length', 'toString', 'kind', `${key}x`][below(5)]!] = value;
        }
        break;
      default:
        holder[key] = structuredClone(hostile[below(hostile.length)]!);
    }
  }
  return JSON.stringify(document.root);
}

interface Place {
  readonly holder: { [key: string]: Json };
  readonly key: string;
}

/** Every member of every object and array. */
function placesOf(holder: { [key: string]: Json }): Place[] {
  return Object.keys(holder).flatMap((key) => {
    const value = holder[key];
    const inner = typeof value === 'object' && value !== null ? placesOf(value as { [key: string]: Json }) : [];
    return [{ holder, key }, ...inner];
  });
}
