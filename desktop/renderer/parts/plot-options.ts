import uPlot from 'uplot';
import { themeColours } from './theme-colours.ts';

export interface PlotSeries {
  readonly name: string;
  /** As long as `x`; null where there is no value. */
  readonly values: readonly (number | null)[];
  readonly line?: 'line' | 'dashed' | 'points' | 'bars';
  /** Which of the theme's colours; default: in the order of the series. */
  readonly colour?: 'accent' | 'ink' | 'soft' | 'second' | 'third';
  /** Against the right axis, where the unit differs. */
  readonly right?: boolean;
}

export interface PlotMark {
  readonly x: number;
  readonly name: string;
}

export interface PlotProps {
  /** What is to be seen, for screen readers and as the caption of the table. */
  readonly title: string;
  readonly xName: string;
  readonly yName: string;
  readonly rightName?: string;
  /** Ascending. */
  readonly x: readonly number[];
  readonly series: readonly PlotSeries[];
  readonly heightPx?: number;
  readonly xLog?: boolean;
  /** For counts and ranks, between which there is nothing. */
  readonly xWhole?: boolean;
  readonly formatX?: (value: number) => string;
  readonly formatY?: (value: number) => string;
  readonly formatRight?: (value: number) => string;
  /** Vertical lines, such as where the cut is. */
  readonly marks?: readonly PlotMark[];
  /** A click on the plot, or the point's button in the table. */
  readonly onPick?: (index: number) => void;
}

export const plain = (value: number) => String(Number(value.toPrecision(4)));
/** The theme's colours of series that do not say one. */
export const colourOrder = ['accent', 'ink', 'second', 'third', 'soft'] as const;
const wholeSteps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000];

export function dataOf({ x, series }: PlotProps): uPlot.AlignedData {
  return [x as number[], ...series.map(({ values }) => values as (number | null)[])];
}

/** What uPlot is told; picks follow the latest properties. */
export function optionsOf(latest: { readonly current: PlotProps }, width: number): uPlot.Options {
  const { series, heightPx = 220, xName, yName, rightName, xLog = false, formatX = plain } = latest.current;
  const { formatY = plain, formatRight = plain } = latest.current;
  const colours = themeColours();
  const font = `12px ${colours.font}`;
  const axis = { stroke: colours.soft, font, labelFont: font, labelSize: 18, labelGap: 2 };
  const grid = { stroke: colours.rule, width: 1 };
  const ticks = { stroke: colours.rule, width: 1, size: 4 };
  return {
    width,
    height: heightPx,
    legend: { show: false },
    cursor: { y: false, points: { size: 7 }, drag: { setScale: false } },
    scales: { x: { time: false, ...(xLog && { distr: 3 as const }) }, y: {}, right: {} },
    axes: [
      {
        ...axis,
        grid: xLog ? { ...grid, filter: wholePowers } : grid,
        ticks: xLog ? { ...ticks, filter: wholePowers } : ticks,
        ...(latest.current.xWhole && { incrs: wholeSteps }),
        label: xName,
        size: 30,
        values: (_, values) => values.map((v) => (v === null ? '' : formatX(v))),
      },
      { ...axis, grid, ticks, label: yName, size: 62, values: (_, values) => values.map((v) => formatY(v)) },
      ...(rightName
        ? [
            {
              ...axis,
              scale: 'right',
              side: 1 as const,
              grid: { show: false },
              ticks,
              label: rightName,
              size: 56,
              values: (_: uPlot, values: number[]) => values.map((v) => formatRight(v)),
            },
          ]
        : []),
    ],
    series: [
      {},
      ...series.map(({ name, line = 'line', colour, right = false }, at): uPlot.Series => {
        const stroke = colours[colour ?? colourOrder[at % colourOrder.length]!];
        return {
          label: name,
          scale: right ? 'right' : 'y',
          stroke,
          width: line === 'points' ? 0 : line === 'bars' ? 1 : 2,
          ...(line === 'dashed' && { dash: [6, 4] }),
          ...(line === 'points' && { paths: () => null }),
          ...(line === 'bars' && {
            paths: uPlot.paths.bars!({ size: [1, Infinity], align: 1 }),
            fill: `color-mix(in srgb, ${stroke} 33%, transparent)`,
          }),
          points: { show: line === 'points', size: 6, fill: stroke },
        };
      }),
    ],
    plugins: [pickPlugin(latest)],
  };
}

/** Of a logarithmic axis the tens: the numbers between them would be a fence. */
function wholePowers(_: uPlot, splits: readonly number[]): (number | null)[] {
  return splits.map((value) => (Number.isInteger(Math.round(1e6 * Math.log10(value)) / 1e6) ? value : null));
}

function pickPlugin(latest: { readonly current: PlotProps }): uPlot.Plugin {
  return {
    hooks: {
      ready: (plot) => {
        plot.over.addEventListener('click', () => {
          const { idx } = plot.cursor;
          if (idx !== null && idx !== undefined) latest.current.onPick?.(idx);
        });
      },
    },
  };
}
