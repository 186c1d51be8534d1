import {
  checkWritable,
  filesOf,
  fineTuneBy,
  firstGiven,
  loadSameData,
  teachersOf,
  trainingOptions,
  widthsAsked,
} from '../../api/commands.ts';
import { type ExportOptions, readPosterior, tradeOff, writeTradeOff } from '../../api/index.ts';
import { formatBytes, formatCount, formatFigure, formatPercent, SecateurError } from '../../core/index.ts';
import type { Correlations, TradeOffCurve, TradeOffPoint } from '../../exporter/index.ts';
import type { Action } from '../action.ts';
import { columns } from '../format.ts';

export interface TradeOffCommandOptions extends ExportOptions {
  readonly output: string;
  readonly data: string;
  readonly cuts?: number;
}

export const tradeOffOfPosterior: Action<TradeOffCommandOptions> = async (context, [source = ''], options) => {
  refuseIdleOptions(options);
  await checkWritable(options.output, [source, options.data, ...filesOf(options)]);
  const posterior = await readPosterior(source);
  const dataset = await loadSameData(source, posterior, options.data, options);
  const { cuts, criterion, fineTuneEpochs } = options;
  const tune = fineTuneEpochs === undefined ? undefined : fineTuneBy(context, posterior, dataset, options);
  const teachers = tune ? await teachersOf(context, posterior, dataset, options) : [];
  const curve = await tradeOff(posterior, dataset, {
    criterion,
    ...(cuts !== undefined && { cuts }),
    ...widthsAsked(options),
    ...(tune && { fineTune: async (cut) => (await tune(cut, teachers)).network }),
    onProgress: context.onProgress,
    signal: context.signal,
  });
  await writeTradeOff(options.output, curve);
  context.result({ output: options.output, ...curve }, table(curve, options.output));
};

function table(curve: TradeOffCurve, output: string): string {
  const { measuredOn, original, points, rankCorrelation, stepCorrelation } = curve;
  const isTuned = points.some(({ fineTuned }) => fineTuned);
  const score = (value: number) => (measuredOn.score === 'accuracy' ? formatPercent(value, 2) : formatFigure(value));
  const rows = points.map((point) => [
    point.network,
    formatCount(point.parameters),
    formatCount(point.macs),
    formatBytes(point.sizeBytes),
    optional(point.predicted.spike),
    optional(point.predicted.secondOrder),
    lossRise(point.measured),
    score(point.measured.score),
    ...(isTuned ? [point.fineTuned ? score(point.fineTuned.score) : '-'] : []),
  ]);
  const heading = [
    ...['network', 'parameters', 'MACs', 'size', 'spike', '2nd order', 'loss rise', measuredOn.score],
    ...(isTuned ? ['tuned'] : []),
  ];
  return [
    columns([heading, ...rows]),
    '',
    `Predicted in nats over the training rows; measured on ${formatCount(measuredOn.rows)} validation rows, in nats a row (${measuredOn.loss}), +- standard error.`,
    `Uncut: ${original.network}, ${formatCount(original.parameters)} parameters, ${measuredOn.score} ${score(original.score)}.`,
    `Rank correlation of prediction and measured rise: ${listed(rankCorrelation)}; of what each step adds: ${listed(stepCorrelation)}.`,
    `Saved ${output}. Cut to any budget along it: secateur export <posterior> --trade-off ${output} --budget "${example(measuredOn.score)}" -o model.onnx`,
  ].join('\n');
}

function listed({ spike, secondOrder }: Correlations): string {
  const known = [
    ...(spike === undefined ? [] : [`spike ${spike.toFixed(2)}`]),
    ...(secondOrder === undefined ? [] : [`second order ${secondOrder.toFixed(2)}`]),
  ];
  return known.join(', ') || 'too few cuts to tell';
}

function example(score: TradeOffCurve['measuredOn']['score']): string {
  return score === 'accuracy' ? 'accuracy>-0.5%' : `${score}<+2%`;
}

function lossRise({ lossRise, standardError }: TradeOffPoint['measured']): string {
  return `${formatFigure(lossRise)} +- ${formatFigure(standardError)}`;
}

function optional(value: number | undefined): string {
  return value === undefined ? '-' : formatFigure(value);
}

/** How to fine-tune is nothing without how long. @throws ARGUMENT_INVALID */
function refuseIdleOptions(options: TradeOffCommandOptions): void {
  const idle = firstGiven(trainingOptions(options));
  if (options.fineTuneEpochs !== undefined || idle === undefined) return;
  throw new SecateurError('ARGUMENT_INVALID', `${idle} is how to fine-tune. Add --fine-tune-epochs, or leave it out.`);
}
