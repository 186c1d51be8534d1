import { formatFigure, formatPercent } from '../../core/index.ts';
import type { AnswersCompared } from '../answers-compared.ts';
import type { Comparison } from '../compare.ts';
import { targetNameOf } from '../profiler/targets.ts';
import { answerNotes } from './answer-notes.ts';
import { doubtNote } from './doubt-note.ts';
import { floorNotes } from './floor-notes.ts';
import { formatPoints } from './format.ts';
import { noiseNotes } from './noise-notes.ts';
import type { Report } from './report.ts';

/** Every comparison in words; pages and Markdown draw the same. */
export interface VerdictTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Undefined without comparisons. */
export function latencyVerdicts({ comparisons = [] }: Report): VerdictTable | undefined {
  if (comparisons.length === 0) return undefined;
  return {
    head: ['Model', 'Device', 'Against', 'p50 ratio', '95 % interval', 'Verdict'],
    rows: comparisons.map((comparison) => {
      const { before, after, p50Ratio, p50RatioInterval } = comparison;
      const [lower, upper] = p50RatioInterval.map(formatFigure);
      return [
        after.name,
        targetNameOf(after),
        before.name,
        formatFigure(p50Ratio),
        `${lower} to ${upper}`,
        said(comparison),
      ];
    }),
  };
}

/** A shape as well as a word: neither needs colour. */
function said({ verdict, doubt }: Comparison): string {
  switch (verdict) {
    case 'faster':
      return '▼ faster';
    case 'slower':
      return '▲ slower';
    case 'cannot tell':
      return doubt === 'alike'
        ? '= as fast'
        : `? cannot tell${doubt === 'noise' ? ': noise' : doubt === 'answers' ? ': wrong answers' : ''}`;
    default:
      return verdict satisfies never;
  }
}

const significance = 0.05;

/** Of models that were asked about the same rows, once for each pair. Undefined without any. */
export function answerVerdicts({ comparisons = [] }: Report): VerdictTable | undefined {
  const pairs = new Map(
    comparisons.flatMap(({ before, after, answers }) =>
      answers ? [[`${before.name}\n${after.name}`, { before: before.name, after: after.name, answers }] as const] : [],
    ),
  );
  if (pairs.size === 0) return undefined;
  return {
    head: [
      'Model',
      'Against',
      'Rows',
      'Before → after',
      'Lost, 95 % bounds',
      'Agreement',
      'McNemar p',
      'Log loss',
      'Verdict',
    ],
    rows: [...pairs.values()].map(({ before, after, answers }) => [after, before, ...answerCells(answers)]),
  };
}

function answerCells({ figure, rows, before, after, loss, agreement, mcnemar, certainty }: AnswersCompared): string[] {
  const isAccuracy = figure === 'accuracy';
  const format = (value: number) => (isAccuracy ? formatPercent(value, 2) : formatFigure(value));
  const lost = (share: number) => (isAccuracy ? formatPoints(share) : formatPercent(share));
  const isClear = mcnemar ? mcnemar.pValue < significance : loss.atLeast > 0 || loss.atMost < 0;
  return [
    String(rows),
    `${isAccuracy ? '' : 'RMSE '}${format(before)} → ${format(after)}`,
    `${lost(loss.difference)} (${lost(loss.atLeast)} to ${lost(loss.atMost)})`,
    isAccuracy ? formatPercent(agreement, 2) : `R² ${formatFigure(agreement)}`,
    mcnemar ? formatFigure(mcnemar.pValue) : '–',
    certainty
      ? `${formatFigure(certainty.before.negativeLogLikelihood)} → ${formatFigure(certainty.after.negativeLogLikelihood)}`
      : '–',
    !isClear ? '? cannot tell' : loss.difference > 0 ? '▲ worse' : '▼ better',
  ];
}

/** What to know before relying on the figures, and what is left to gain. */
export function notesOn(report: Report): string[] {
  const doubts = (report.comparisons ?? []).flatMap((comparison) => {
    const why = doubtNote(comparison);
    return why === undefined ? [] : [`${comparison.after.name} on ${targetNameOf(comparison.after)}: ${why}`];
  });
  const profiles = report.models.flatMap((model) => model.profiles);
  return [...answerNotes(profiles), ...floorNotes(report), ...noiseNotes(profiles), ...doubts];
}
