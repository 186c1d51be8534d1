import { placeInOrder } from './isotonic.ts';
import { type Link, layersOf } from './layers.ts';

/** In drawing units; boxes are centred on their place. */
export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  /** One for each node. */
  readonly places: readonly Place[];
  /** A line through points, from the lower edge of one box to the upper edge of another. */
  readonly lines: readonly Line[];
}

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly layer: number;
}

export interface Line {
  readonly from: number;
  readonly to: number;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export const boxWidth = 176;
export const boxHeight = 46;
const gapAcross = 24;
const gapDown = 30;
const bendWidth = 18;
const margin = 20;
const sweeps = 6;
/** A link over more layers than that is one line: what it passes is far from where anybody looks. */
const longestBends = 60;
/** Beyond that many nodes and bends, order in the layers is left as it is. */
const mostSwept = 60_000;

/** A node, or a bend in a link that passes a layer. */
interface Vertex {
  readonly layer: number;
  readonly width: number;
  readonly above: number[];
  readonly below: number[];
  x: number;
}

/**
 * Nodes in layers from top to bottom, each near the middle of its neighbours (barycentres, Sugiyama et al. 1981); links
 * over several layers bend around what lies between. The same graph gives the same picture.
 */
export function layoutGraph(count: number, links: readonly Link[]): GraphLayout {
  const layers = layersOf(count, links);
  const vertices: Vertex[] = Array.from(layers, (layer) => vertex(layer, boxWidth));
  const connect = (above: number, below: number) => {
    vertices[above]!.below.push(below);
    vertices[below]!.above.push(above);
  };
  const paths = links.map(({ from, to }) => {
    const path = [from];
    const span = layers[to]! - layers[from]!;
    for (let layer = layers[from]! + 1; span <= longestBends && layer < layers[to]!; layer++) {
      const bend = vertices.push(vertex(layer, bendWidth)) - 1;
      connect(path.at(-1)!, bend);
      path.push(bend);
    }
    connect(path.at(-1)!, to);
    return [...path, to];
  });
  const rows: number[][] = [];
  vertices.forEach(({ layer }, at) => {
    rows[layer] ??= [];
    rows[layer].push(at);
  });
  for (const row of rows)
    spread(
      vertices,
      row,
      row.map((_, at) => at * (boxWidth + gapAcross)),
    );
  if (vertices.length <= mostSwept) {
    for (let sweep = 0; sweep < sweeps; sweep++) {
      const isDown = sweep % 2 === 0;
      for (const row of isDown ? rows : rows.toReversed()) settle(vertices, row, isDown ? 'above' : 'below');
    }
  }
  const left = vertices.reduce((least, { x, width }) => Math.min(least, x - width / 2), Number.POSITIVE_INFINITY);
  const right = vertices.reduce((most, { x, width }) => Math.max(most, x + width / 2), Number.NEGATIVE_INFINITY);
  const shift = margin - (count === 0 ? 0 : left);
  const yOf = (layer: number) => margin + boxHeight / 2 + layer * (boxHeight + gapDown);
  return {
    width: count === 0 ? 0 : right - left + 2 * margin,
    height: count === 0 ? 0 : yOf(rows.length - 1) + boxHeight / 2 + margin,
    places: vertices.slice(0, count).map(({ x, layer }) => ({ x: x + shift, y: yOf(layer), layer })),
    lines: paths.map((path) => ({
      from: path[0]!,
      to: path.at(-1)!,
      points: path.map((at, index) => {
        const { x, layer } = vertices[at]!;
        const end = index === 0 ? boxHeight / 2 : index === path.length - 1 ? -boxHeight / 2 : 0;
        return [x + shift, yOf(layer) + end] as const;
      }),
    })),
  };
}

function vertex(layer: number, width: number): Vertex {
  return { layer, width, above: [], below: [], x: 0 };
}

/** Orders a row by where its members would like to be, and puts them as near to it as their widths allow. */
function settle(vertices: readonly Vertex[], row: number[], side: 'above' | 'below'): void {
  const wanted = new Map(row.map((at) => [at, meanOf(vertices, vertices[at]!, side)]));
  // Of equals, as they were: a stable sort.
  row.sort((a, b) => wanted.get(a)! - wanted.get(b)!);
  spread(
    vertices,
    row,
    row.map((at) => wanted.get(at)!),
  );
}

function meanOf(vertices: readonly Vertex[], of: Vertex, side: 'above' | 'below'): number {
  const neighbours = of[side];
  if (neighbours.length === 0) return of.x;
  return neighbours.reduce((sum, at) => sum + vertices[at]!.x, 0) / neighbours.length;
}

function spread(vertices: readonly Vertex[], row: readonly number[], wanted: readonly number[]): void {
  // Widths differ: measured from where each would stand if all were packed.
  const packed: number[] = [];
  let end = 0;
  for (const at of row) {
    const { width } = vertices[at]!;
    packed.push(end + width / 2);
    end += width + gapAcross;
  }
  const places = placeInOrder(
    wanted.map((x, at) => x - packed[at]!),
    0,
  );
  row.forEach((at, index) => {
    vertices[at]!.x = places[index]! + packed[index]!;
  });
}
