import { SecateurError } from '../../core/index.ts';
import type { Reference } from '../../exporter/index.ts';
import type { Provider } from '../../runtime/index.ts';
import { largestDifference } from '../largest-difference.ts';
import { type Answer, answersOf } from './answers.ts';
import { type Check, checked } from './check.ts';

/** Runs a model on a provider, at every width that answers are stored of, and compares with what it has to answer. */
export async function checkAnswers(path: string, provider: Provider, reference: Reference): Promise<Check> {
  return checked(`answers on ${provider}`, async () => {
    const { inputs, outputs, narrow = [], tolerance, source } = reference;
    let largest = 0;
    for (const expected of [{ width: 1, outputs }, ...narrow]) {
      const { answers } = await answersOf(path, provider, inputs, expected.width);
      const at = expected.width === 1 ? provider : `${provider} at width ${expected.width}`;
      largest = Math.max(largest, differenceWithin(tolerance, answers, expected.outputs, at));
    }
    const widths = narrow.length === 0 ? '' : ` at each of ${narrow.length + 1} widths`;
    return `${inputs[0]!.shape[0]} rows${widths} within ${largest.toPrecision(2)} of ${source}, of ${tolerance} allowed`;
  });
}

/** @throws DATA_INVALID where an output is off by more */
function differenceWithin(
  tolerance: number,
  answers: readonly Answer[],
  expected: Reference['outputs'],
  where: string,
): number {
  if (answers.length !== expected.length) {
    throw mismatch(where, `there are ${answers.length} outputs where ${expected.length} are expected`);
  }
  const differences = answers.map((answer, index) => {
    const { name, values } = answer;
    const due = expected[index]!.values;
    if (answer.isLabel || isTexts(values) || isTexts(due)) return labelsWithin(tolerance, answer, due, where);
    const difference = largestDifference(values, due);
    if (difference <= tolerance) return difference;
    const off = `'${name}' is off by ${difference.toPrecision(3)} of its largest value`;
    throw mismatch(where, `${off}, more than ${tolerance}`);
  });
  return Math.max(0, ...differences);
}

/** Where two classes are all but equal, rounding decides: of files of fewer bits a few labels may differ. */
const labelsPerTolerance = 5;

/** @returns 0, for labels are no measure of distance */
function labelsWithin(tolerance: number, { name, values }: Answer, due: Values, where: string): number {
  const differing = Array.from<number | string>(due).filter((value, at) => value !== values[at]).length;
  if (values.length === due.length && differing <= labelsPerTolerance * tolerance * due.length) return 0;
  throw mismatch(where, `'${name}' has ${differing} of ${due.length} values that are not those stored`);
}

type Values = Answer['values'];

function isTexts(values: Values): values is readonly string[] {
  return Array.isArray(values);
}

function mismatch(where: string, what: string): SecateurError {
  return new SecateurError(
    'DATA_INVALID',
    `On ${where} ${what}. The file is not the one that was packed, or this runtime computes it wrongly.`,
  );
}
