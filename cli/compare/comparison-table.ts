import { type AnswersCompared, type Comparison, doubtNote, targetNameOf } from '../../runtime/index.ts';
import { columns, count, fields, percent, significant } from '../format.ts';

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
    significant(p50Ratio),
    `${significant(lower)} to ${significant(upper)}`,
    verdict,
    ...[ratios?.p99, ratios?.size, ratios?.coldStart, ratios?.memory].map((ratio) =>
      ratio === undefined ? '' : significant(ratio),
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
  const format = (value: number) => (isAccuracy ? percent(value, 2) : significant(value));
  const points = (share: number) => (isAccuracy ? `${significant(100 * share)} points` : percent(share));
  const { difference, atLeast, atMost, confidence } = loss;
  const lines: (readonly [string, string])[] = [
    [isAccuracy ? 'Accuracy' : 'RMSE', `${format(before)} -> ${format(after)} on ${count(rows)} rows of ${data.name}`],
    [
      isAccuracy ? 'Lost' : 'Rise',
      `${points(difference)}; at most ${points(atMost)} and at least ${points(atLeast)}, each with ${percent(confidence, 0)} confidence`,
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
      `only the first is right on ${count(onlyBefore)} rows, only the second on ${count(onlyAfter)}: p = ${significant(pValue)}, ${says}`,
    ]);
  }
  lines.push([
    'Agreement',
    isAccuracy ? `${percent(agreement, 2)} of the answers are the same` : `R² ${significant(agreement)}`,
  ]);
  if (certainty) {
    const { before: first, after: second } = certainty;
    lines.push([
      'Log loss',
      `${significant(first.negativeLogLikelihood)} -> ${significant(second.negativeLogLikelihood)} nats a row`,
    ]);
    if (first.expectedCalibrationError !== undefined && second.expectedCalibrationError !== undefined) {
      lines.push([
        'Calibration',
        `expected error ${percent(first.expectedCalibrationError, 2)} -> ${percent(second.expectedCalibrationError, 2)}`,
      ]);
    }
  }
  return fields(lines);
}

const significance = 0.05;
