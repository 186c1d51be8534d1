import type { GraphLayout } from './layout.ts';

/** Where an arrow key leads from a node: along a link up or down, or to the next one in its layer. */
export function neighbourOf({ places, lines }: GraphLayout, node: number, key: string): number | undefined {
  const here = places[node];
  if (!here) return undefined;
  const nearest = (candidates: readonly number[]) =>
    candidates.toSorted((a, b) => Math.abs(places[a]!.x - here.x) - Math.abs(places[b]!.x - here.x))[0];
  const beside = (isThere: (x: number) => boolean) =>
    nearest(places.flatMap(({ layer, x }, at) => (layer === here.layer && at !== node && isThere(x) ? [at] : [])));
  switch (key) {
    case 'ArrowUp':
      return nearest(lines.flatMap(({ from, to }) => (to === node ? [from] : [])));
    case 'ArrowDown':
      return nearest(lines.flatMap(({ from, to }) => (from === node ? [to] : [])));
    case 'ArrowLeft':
      return beside((x) => x < here.x);
    case 'ArrowRight':
      return beside((x) => x > here.x);
    default:
      return undefined;
  }
}
