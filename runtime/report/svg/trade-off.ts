import { formatCount, formatFigure, formatPercent } from '../../../core/index.ts';
import { element, type Markup } from '../markup.ts';
import type { TradeOff, TradeOffPoint } from '../report.ts';
import { bottomAxis, curve, leftAxis, line, percentLabel, picture, pictureWidth, text, tickLabel } from './picture.ts';
import { accuracyScale, extentOf, linearScale, logScale } from './scale.ts';

export type TradeOffMeasure = 'accuracy' | 'rmse';

/** What the cuts were scored with; undefined when no cut has a score. */
export function measureOf({ cuts }: TradeOff): TradeOffMeasure | undefined {
  return (['accuracy', 'rmse'] as const).find((name) => cuts.some((cut) => cut[name] !== undefined));
}

/** Score against parameters along the nested cuts, the chosen cut as a diamond, dense as a square and a dashed line. */
export function tradeOffCurve(id: string, tradeOff: TradeOff, measure: TradeOffMeasure): Markup {
  const cuts = tradeOff.cuts
    .flatMap((cut) => scored(cut, measure).map((point) => ({ ...point, isChosen: cut.chosen === true })))
    .sort((a, b) => a.parameters - b.parameters);
  const [dense] = tradeOff.dense ? scored(tradeOff.dense, measure) : [];
  const all = dense ? [...cuts, dense] : cuts;
  const chosen = cuts.find(({ isChosen }) => isChosen);
  const plot = { left: 52, right: pictureWidth - 14, top: 30, bottom: 286 };
  const x = logScale(extentOf(all.map(({ parameters }) => parameters)), [plot.left + 10, plot.right - 10], 7);
  const scores = extentOf(all.map(({ score }) => score));
  const vertical = [plot.bottom - 12, plot.top + 16] as const;
  const y = measure === 'accuracy' ? accuracyScale(scores, vertical) : linearScale(scores, vertical);
  const format = measure === 'accuracy' ? (score: number) => formatPercent(score, 2) : formatFigure;
  const describe = ({ parameters, score }: Scored) => `${format(score)} with ${formatCount(parameters)} parameters`;
  return picture(
    {
      id,
      height: plot.bottom + 44,
      title: `${measure === 'accuracy' ? 'Accuracy' : 'RMSE'} against parameters along the nested cuts`,
      description: [
        `${cuts.length} cuts, from ${describe(cuts[0]!)} to ${describe(cuts.at(-1)!)}.`,
        chosen ? `Chosen: ${describe(chosen)}.` : 'None is marked as chosen.',
        dense ? `Dense: ${describe(dense)}.` : '',
      ].join(' '),
    },
    ...leftAxis(
      plot,
      y,
      measure === 'accuracy' ? percentLabel : tickLabel,
      `${tradeOff.measuredOn} ${measure === 'rmse' ? 'RMSE' : measure}`,
    ),
    ...bottomAxis(plot, x, tickLabel, 'parameters'),
    dense ? denseLine(plot, y.position(dense.score), x.position(dense.parameters)) : undefined,
    curve(
      cuts.map((cut) => [x.position(cut.parameters), y.position(cut.score)]),
      'curve-kept',
    ),
    ...cuts
      .filter(({ isChosen }) => !isChosen)
      .map((cut) =>
        element('circle', { cx: x.position(cut.parameters), cy: y.position(cut.score), r: 3, class: 'point' }),
      ),
    chosen ? mark(chosen, x.position(chosen.parameters), y.position(chosen.score), format, plot, measure) : undefined,
  );
}

interface Scored {
  readonly parameters: number;
  readonly score: number;
}

/** A logarithmic axis has no place for zero parameters. */
function scored(point: TradeOffPoint, measure: TradeOffMeasure): Scored[] {
  const score = point[measure];
  return score === undefined || point.parameters < 1 ? [] : [{ parameters: point.parameters, score }];
}

function denseLine(plot: { readonly left: number; readonly right: number }, y: number, x: number): Markup {
  return element(
    'g',
    {},
    line(plot.left, y, plot.right, y, 'reference'),
    element('rect', { x: x - 4, y: y - 4, width: 8, height: 8, class: 'point-dense' }),
    text(plot.left + 4, y - 6, 'dense', { class: 'tick' }),
  );
}

/** The label stands to the right and on the side of worse scores: a saturating curve leaves that corner free. */
function mark(
  { parameters, score }: Scored,
  x: number,
  y: number,
  format: (score: number) => string,
  plot: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number },
  measure: TradeOffMeasure,
): Markup {
  const isLeft = x > plot.right - 126;
  const anchor = isLeft ? 'end' : 'start';
  const [labelX, below] = [isLeft ? x + 8 : x + 4, measure === 'accuracy'];
  const isRoom = below ? y + 48 < plot.bottom : y - 48 > plot.top;
  const first = below === isRoom ? y + 28 : y - 32;
  return element(
    'g',
    {},
    element('path', { d: `M${x.toFixed(1)} ${(y - 8).toFixed(1)}l8 8l-8 8l-8 -8z`, class: 'point-chosen' }),
    text(labelX, first, `chosen: ${format(score)}`, { anchor, class: 'strong halo' }),
    text(labelX, first + 17, `${formatCount(parameters)} parameters`, { anchor, class: 'halo' }),
  );
}
