import { element, type Markup } from './markup.ts';
import type { Report } from './report.ts';
import { floorCurve } from './svg/floor-curve.ts';
import { inclusionList } from './svg/inclusion-list.ts';
import { inclusionMap } from './svg/inclusion-map.ts';
import { inclusionOrder } from './svg/inclusion-order.ts';
import { latencyDistributions } from './svg/latencies.ts';
import { measureOf, tradeOffCurve } from './svg/trade-off.ts';
import { trainingCurves } from './svg/training.ts';

/** Every picture that the report has data for. A new picture is one function here and one file in `svg/`. */
export function figuresOf(report: Report): Markup[] {
  return [inputsFigure, tradeOffFigure, orderFigure, latencyFigure, floorFigures, trainingFigure].flatMap(
    (figure) => figure(report) ?? [],
  );
}

function inputsFigure({ inclusion }: Report): Markup | undefined {
  const inputs = inclusion?.inputs;
  if (!inputs || inputs.logOdds.length === 0) return undefined;
  const { logOdds, cut, image, names = logOdds.map((_, index) => `input ${index}`) } = inputs;
  return image
    ? figure(
        'Which pixels the network needs',
        'The darker (on a dark page, the brighter) a pixel, the more probable it is that the network needs it; the line runs around the pixels that the cut keeps.',
        inclusionMap('inclusion-map', { logOdds, cut, image }),
      )
    : figure(
        'Which inputs the network needs',
        'The longer a bar, the more probable it is that the network needs that input; filled bars are kept, outlined bars are removed.',
        inclusionList('inclusion-list', { logOdds, cut, names }),
      );
}

function orderFigure({ inclusion }: Report): Markup | undefined {
  if (![inclusion?.inputs, ...(inclusion?.layers ?? [])].some((group) => group && group.logOdds.length > 0)) {
    return undefined;
  }
  return figure(
    'How clear the cut is',
    'Inputs and units from the most to the least probable: the thick line above the dashed cut is kept, the thin line below is removed, and a cliff at the cut means that little hangs on where exactly it is made.',
    inclusionOrder('inclusion-order', inclusion!),
  );
}

function tradeOffFigure({ tradeOff }: Report): Markup | undefined {
  const measure = tradeOff && measureOf(tradeOff);
  if (!tradeOff?.cuts.some((cut) => measure && cut[measure] !== undefined && cut.parameters > 0)) return undefined;
  const stretch =
    measure === 'accuracy'
      ? 'the vertical axis is stretched towards 100 %, so that halving the errors is always the same step'
      : 'lower is better';
  return figure(
    'What each size costs',
    `Each circle is one of the nested cuts, the diamond is the one that was chosen, the square and the dashed line are the dense network; ${stretch}.`,
    tradeOffCurve('trade-off', tradeOff, measure!),
  );
}

function latencyFigure({ models }: Report): Markup | undefined {
  if (models.every(({ profiles }) => profiles.length === 0)) return undefined;
  return figure(
    'How long one call takes',
    'Each hill is a histogram of single calls, further left is faster; the tall line is the median (its value is on the right), the two short ones are the 90th and 99th percentiles.',
    latencyDistributions('latencies', models),
  );
}

function floorFigures({ floors = [], models }: Report): Markup[] {
  return floors.map((floor, index) =>
    figure(
      `Where pruning stops paying: ${floor.device}`,
      'Circles are generated networks, the curve is overhead plus work by rate fitted to them, diamonds are the models; the dashed horizontal line is what a call costs whatever the model, and left of the dashed vertical one half the work saves under 5 %.',
      floorCurve(`floor-${index}`, floor, models),
    ),
  );
}

function trainingFigure({ training }: Report): Markup | undefined {
  if (!training?.some(({ epochs }) => epochs.length > 0)) return undefined;
  return figure(
    'How training went',
    'Stages stand side by side in the order in which they ran, each over its own epochs; losses of different stages have different definitions, so only their shapes compare.',
    trainingCurves('training', training),
  );
}

function figure(heading: string, caption: string, picture: Markup): Markup {
  return element('figure', {}, element('h3', {}, heading), picture, element('figcaption', {}, caption));
}
