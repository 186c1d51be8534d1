import { probabilityOf } from '../../../core/index.ts';
import { element, type Markup } from '../markup.ts';
import { line, picture, pictureWidth, text } from './picture.ts';

interface PixelInclusion {
  readonly logOdds: readonly number[];
  readonly cut: number;
  readonly image: { readonly height: number; readonly width: number; readonly channels: number };
}

interface Cells {
  readonly rows: number;
  readonly columns: number;
  /** Pixels a side that one cell stands for. */
  readonly side: number;
  /** The largest log-odds in each cell. */
  readonly logOdds: Float64Array;
}

const largestGrid = 112;
const shades = 8;

/** Inclusion probabilities as shades in the place of their pixels, with a contour around what is kept. */
export function inclusionMap(id: string, { logOdds, cut, image }: PixelInclusion): Markup {
  const cells = cellsOf(logOdds, image);
  const scale = Math.min((pictureWidth - 2) / cells.columns, 340 / cells.rows);
  const [width, height] = [cells.columns * scale, cells.rows * scale];
  const left = (pictureWidth - width) / 2;
  const kept = (row: number, column: number) => {
    const isInside = row >= 0 && column >= 0 && row < cells.rows && column < cells.columns;
    return isInside && cells.logOdds[row * cells.columns + column]! > cut;
  };
  const border = contour(cells, kept);
  const keptPixels = logOdds.filter((value) => value > cut).length;
  return picture(
    {
      id,
      height: height + 46,
      title: `Inclusion probability of each pixel, ${image.height} by ${image.width}`,
      description: `${keptPixels} of ${logOdds.length} inputs are above the cut. ${whereIs(cells, kept)}`,
    },
    element(
      'g',
      { transform: `translate(${left.toFixed(2)} 1) scale(${scale.toFixed(4)})` },
      ...shadePaths(cells),
      // On a light line first, for dark pixels.
      ...['contour-halo', 'contour'].map((className) =>
        element('path', { d: border, class: className, 'vector-effect': 'non-scaling-stroke' }),
      ),
    ),
    element('rect', { x: left, y: 1, width, height, class: 'frame' }),
    legend(height + 16),
  );
}

/** Channels, and pixels of very large images, are merged by their maximum. */
function cellsOf(logOdds: readonly number[], { height, width, channels }: PixelInclusion['image']): Cells {
  const side = Math.ceil(Math.max(height, width) / largestGrid);
  const [rows, columns] = [Math.ceil(height / side), Math.ceil(width / side)];
  const largest = new Float64Array(rows * columns).fill(Number.NEGATIVE_INFINITY);
  logOdds.forEach((value, index) => {
    const pixel = Math.floor(index / channels);
    const cell = Math.floor(Math.floor(pixel / width) / side) * columns + Math.floor((pixel % width) / side);
    largest[cell] = Math.max(largest[cell]!, value);
  });
  return { rows, columns, side, logOdds: largest };
}

/** One path a shade, made of horizontal runs: a page of bytes instead of an element a pixel. */
function shadePaths({ rows, columns, logOdds }: Cells): Markup[] {
  const runs = Array.from({ length: shades + 1 }, () => '');
  const shadeAt = (row: number, column: number) => Math.round(probabilityOf(logOdds[row * columns + column]!) * shades);
  for (let row = 0; row < rows; row++) {
    for (let start = 0, column = 1; column <= columns; column++) {
      const shade = shadeAt(row, start);
      if (column < columns && shadeAt(row, column) === shade) continue;
      runs[shade] += `M${start} ${row}h${column - start}v1h${start - column}z`;
      start = column;
    }
  }
  return runs.flatMap((d, shade) => (d && shade > 0 ? [element('path', { d, class: `shade shade-${shade}` })] : []));
}

/** The edges between what is kept and what is not. */
function contour({ rows, columns }: Cells, kept: (row: number, column: number) => boolean): string {
  let d = '';
  for (let row = 0; row <= rows; row++) {
    for (let column = 0; column <= columns; column++) {
      if (column < columns && kept(row, column) !== kept(row - 1, column)) d += `M${column} ${row}h1`;
      if (row < rows && kept(row, column) !== kept(row, column - 1)) d += `M${column} ${row}v1`;
    }
  }
  return d;
}

function whereIs({ rows, columns, side }: Cells, kept: (row: number, column: number) => boolean): string {
  const inRows = Array.from({ length: rows }, (_, row) => row).filter((row) =>
    Array.from({ length: columns }, (_, column) => column).some((column) => kept(row, column)),
  );
  if (inRows.length === 0) return 'None is kept.';
  return `They lie in pixel rows ${inRows[0]! * side} to ${(inRows.at(-1)! + 1) * side - 1}.`;
}

function legend(y: number): Markup {
  const [left, step] = [2, 20];
  const end = left + step * (shades + 1);
  return element(
    'g',
    {},
    ...Array.from({ length: shades + 1 }, (_, shade) =>
      element('rect', { x: left + step * shade, y, width: step, height: 10, class: `shade shade-${shade}` }),
    ),
    element('rect', { x: left, y, width: end - left, height: 10, class: 'frame' }),
    text(left, y + 26, '0 %', { class: 'tick' }),
    text((left + end) / 2, y + 26, '50 %', { anchor: 'middle', class: 'tick' }),
    text(end, y + 26, '100 %', { anchor: 'end', class: 'tick' }),
    line(end + 36, y + 5, end + 66, y + 5, 'contour'),
    text(end + 74, y + 9, 'border of what is kept'),
  );
}
