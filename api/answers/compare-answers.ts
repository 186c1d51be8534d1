import type { AnswersCompared, ModelAnswers } from '../../runtime/index.ts';
import { measured } from '../shrink/compare/measure.ts';
import type { Answers } from '../shrink/reading/answers.ts';
import { mcnemar } from './mcnemar.ts';

/**
 * How two models answer the same rows.
 * @returns undefined where they were asked about different rows
 */
export function compareAnswers(before: ModelAnswers, after: ModelAnswers, seed = 1): AnswersCompared | undefined {
  if (!areOfSameRows(before, after)) return undefined;
  const targets = Float32Array.from(before.targets);
  const figures = measured(asAnswers(before), asAnswers(after), targets, seed);
  const { loss, ...rest } = figures;
  return {
    data: before.data,
    ...rest,
    loss: {
      difference: bounded(loss.difference),
      atLeast: bounded(loss.atLeast),
      atMost: bounded(loss.atMost),
      confidence: loss.confidence,
    },
    ...(before.kind === 'classes' && { mcnemar: testOf(before, after) }),
    ...(hasCertainty(before) &&
      hasCertainty(after) && { certainty: { before: certaintyOf(before), after: certaintyOf(after) } }),
  };
}

/** An error that rises from nothing rises by more than any number, which JSON has not. */
const most = 1e9;

function bounded(rise: number): number {
  return Number.isNaN(rise) ? 0 : Math.min(most, rise);
}

function areOfSameRows(before: ModelAnswers, after: ModelAnswers): boolean {
  return (
    before.kind === after.kind &&
    before.data.sha256 === after.data.sha256 &&
    before.targets.length === after.targets.length &&
    before.targets.every((target, row) => target === after.targets[row])
  );
}

function asAnswers({ kind, values }: ModelAnswers): Answers {
  return kind === 'classes' ? { kind, values: Int32Array.from(values) } : { kind, values: Float32Array.from(values) };
}

function testOf(before: ModelAnswers, after: ModelAnswers) {
  const isRight = ({ values, targets }: ModelAnswers, row: number) => values[row] === targets[row];
  let [onlyBefore, onlyAfter] = [0, 0];
  for (const row of before.targets.keys()) {
    const [first, second] = [isRight(before, row), isRight(after, row)];
    if (first && !second) onlyBefore++;
    if (second && !first) onlyAfter++;
  }
  return { onlyBefore, onlyAfter, pValue: mcnemar(onlyBefore, onlyAfter) };
}

function hasCertainty({ negativeLogLikelihood }: ModelAnswers): boolean {
  return negativeLogLikelihood !== undefined;
}

function certaintyOf({ negativeLogLikelihood, expectedCalibrationError }: ModelAnswers) {
  return {
    negativeLogLikelihood: negativeLogLikelihood!,
    ...(expectedCalibrationError !== undefined && { expectedCalibrationError }),
  };
}
