import type { Measured, ShrinkReport } from '../../api/index.ts';
import { formatBytes, formatCount, formatFigure, formatMilliseconds, formatPercent } from '../../core/index.ts';
import { formatBudgetFigure } from '../export/format-budget-figure.ts';
import { fields } from '../format.ts';
import { obstacleLines } from '../obstacle-lines.ts';

/** A bound this far from what was measured says that there were too few rows, in points or percent. */
const wide = 0.02;

/** What became of the model, for people. */
export function describeShrunk(report: ShrinkReport, output: string): string {
  const { file, network, answers, reading, latency, keptInputs, obstacles, way } = report;
  const { before, after } = file;
  const isChanged = way !== 'unchanged';
  const rows: (readonly [string, string])[] = [[isChanged ? 'Cut' : 'Unchanged', report.why]];
  if (isChanged) {
    rows.push(['Bytes', change(before.sizeBytes, after.sizeBytes, formatBytes)]);
    rows.push(['Parameters', change(before.parameters, after.parameters, formatCount)]);
    for (const { before, after } of report.others ?? []) {
      rows.push([
        'Cut before',
        `${before.network} -> ${after.network}, ${change(before.parameters, after.parameters, formatCount)} parameters`,
      ]);
    }
    if (network)
      rows.push(['MACs', `${change(network.before.macs, network.after.macs, formatCount)} of the part that was cut`]);
  }
  if (report.budget) {
    rows.push(['Budget', report.budget.map(formatBudgetFigure).join(', ')]);
  }
  if (report.guarantee) rows.push(['Guarantee', report.guarantee.statement]);
  if (answers) rows.push(...describeAnswers(answers));
  if (latency) {
    const { beforeMs, afterMs } = latency;
    rows.push([
      'Latency',
      `${formatMilliseconds(beforeMs)} -> ${formatMilliseconds(afterMs)} (median of calls with ${latency.rows === 1 ? 'one row' : `${latency.rows} rows`}, here)`,
    ]);
  }
  if (keptInputs) rows.push(['Reads', `${keptInputs.length} inputs: ${keptInputs.join(', ')}`]);
  if (reading) {
    const { largestDifference, rows: compared } = reading;
    rows.push([
      'Proof',
      `put back uncut, what was read differs from the original by ${formatFigure(largestDifference)} of its outputs' size, on ${formatCount(compared)} rows`,
    ]);
  }
  for (const line of obstacleLines(obstacles)) rows.push(['Kept as is', line]);
  rows.push(['Saved', output]);
  return fields(rows);
}

function describeAnswers({ figure, before, after, rows, loss, agreement }: Measured): [string, string][] {
  const isAccuracy = figure === 'accuracy';
  const tested = `on ${formatCount(rows)} test rows that nothing was chosen by`;
  const first = isAccuracy ? formatPercent(before, 2) : formatFigure(before);
  const second = isAccuracy ? formatPercent(after, 2) : formatFigure(after);
  return [
    [isAccuracy ? 'Accuracy' : 'RMSE', `${first} -> ${second} ${tested}`],
    ['Confidence', confidenceIn({ figure, loss })],
    [
      'Agreement',
      isAccuracy ? `${formatPercent(agreement, 2)} of the answers are the same` : `R² ${formatFigure(agreement)}`,
    ],
  ];
}

function confidenceIn({ figure, loss }: Pick<Measured, 'figure' | 'loss'>): string {
  const { atMost, difference, confidence, rows } = loss;
  const [what, worse, better] =
    figure === 'accuracy' ? ['the accuracy', 'falls', 'rises'] : ['the error', 'rises', 'falls'];
  const by = figure === 'accuracy' ? `${formatFigure(100 * Math.abs(atMost))} points` : formatPercent(Math.abs(atMost));
  const says = `with ${formatPercent(confidence, 0)} confidence ${what} ${atMost >= 0 ? `${worse} by at most` : `${better} by at least`} ${by}`;
  if (atMost - difference <= wide) return says;
  return `${says}; ${formatCount(rows)} rows are too few to say it closer`;
}

function change(before: number, after: number, format: (value: number) => string): string {
  return `${format(before)} -> ${format(after)} (${formatPercent(after / before)})`;
}
