import { formatCount, formatFigure, formatPercent } from '../../core/index.ts';
import { type AnswersCompared, type Comparison, doubtNote, targetNameOf } from '../../runtime/index.ts';
import { columns, fields } from '../format.ts';

/** What was found, for people: latencies, why they cannot be told apart where they cannot, and answers. */
export function comparisonTable(comparisons: readonly Comparison[]): string {
  const answers = comparisons.find(({ answers }) => answers)?.answers;
  const doubts = comparisons.flatMap((comparison) => {
    const why = doubtNote(comparison);
    return why === undefined ? [] : [`${targetNameOf(comparison.after)}: ${why}`];
  });
  return [
    columns([
      ['device', 'before', 'after', 'p50 ratio', '95 % interval', 'verdict', 'p99', 'file', 'cold start', 'memory'],
      ...comparisons.map(latencyLine),
    ]),
    doubts.join('\n'),
    answers ? answersTable(answers) : '',
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function latencyLine({ before, after, p50Ratio, p50RatioInterval, verdict, ratios }: Comparison): string[] {
  const [lower, upper] = p50RatioInterval;
  return [
    targetNameOf(after),
    before.name,
    after.name,
    formatFigure(p50Ratio),
    `${formatFigure(lower)} to ${formatFigure(upper)}`,
    verdict,
    ...[ratios?.p99, ratios?.size, ratios?.coldStart, ratios?.memory].map((ratio) =>
      ratio === undefined ? '' : formatFigure(ratio),
    ),
  ];
}

function answersTable({
  data,
  rows,
  figure,
  before,
  after,
  loss,
  agreement,
  mcnemar,
  certainty,
}: AnswersCompared): string {
  const isAccuracy = figure === 'accuracy';
  const format = (value: number) => (isAccuracy ? formatPercent(value, 2) : formatFigure(value));
  const points = (share: number) => (isAccuracy ? `${formatFigure(100 * share)} points` : formatPercent(share));
  const { difference, atLeast, atMost, confidence } = loss;
  const lines: (readonly [string, string])[] = [
    [
      isAccuracy ? 'Accuracy' : 'RMSE',
      `${format(before)} -> ${format(after)} on ${formatCount(rows)} rows of ${data.name}`,
    ],
    [
      isAccuracy ? 'Lost' : 'Rise',
      `${points(difference)}; at most ${points(atMost)} and at least ${points(atLeast)}, each with ${formatPercent(confidence, 0)} confidence`,
    ],
  ];
  if (mcnemar) {
    const { onlyBefore, onlyAfter, pValue } = mcnemar;
    const says =
      pValue >= significance
        ? 'whether one is right more often cannot be told'
        : `${onlyAfter > onlyBefore ? 'the second' : 'the first'} is right more often`;
    lines.push([
      'McNemar',
      `only the first is right on ${formatCount(onlyBefore)} rows, only the second on ${formatCount(onlyAfter)}: p = ${formatFigure(pValue)}, ${says}`,
    ]);
  }
  lines.push([
    'Agreement',
    isAccuracy ? `${formatPercent(agreement, 2)} of the answers are the same` : `R² ${formatFigure(agreement)}`,
  ]);
  if (certainty) {
    const { before: first, after: second } = certainty;
    lines.push([
      'Log loss',
      `${formatFigure(first.negativeLogLikelihood)} -> ${formatFigure(second.negativeLogLikelihood)} nats a row`,
    ]);
    if (first.expectedCalibrationError !== undefined && second.expectedCalibrationError !== undefined) {
      lines.push([
        'Calibration',
        `expected error ${formatPercent(first.expectedCalibrationError, 2)} -> ${formatPercent(second.expectedCalibrationError, 2)}`,
      ]);
    }
  }
  return fields(lines);
}

const significance = 0.05;
