import { SecateurError } from '../../core/index.ts';
import type { Reference } from '../../exporter/index.ts';
import type { Provider } from '../../runtime/index.ts';
import { largestDifference } from '../largest-difference.ts';
import { answersOf } from './answers.ts';
import { type Check, checked } from './check.ts';

/** Runs a model on a provider, at every width that answers are stored of, and compares with what it has to answer. */
export async function checkAnswers(path: string, provider: Provider, reference: Reference): Promise<Check> {
  return checked(`answers on ${provider}`, async () => {
    const { input, outputs, narrow = [], tolerance, source } = reference;
    let largest = 0;
    for (const expected of [{ width: 1, outputs }, ...narrow]) {
      const { answers } = await answersOf(path, provider, input, expected.width);
      const at = expected.width === 1 ? provider : `${provider} at width ${expected.width}`;
      largest = Math.max(largest, differenceWithin(tolerance, answers, expected.outputs, at));
    }
    const widths = narrow.length === 0 ? '' : ` at each of ${narrow.length + 1} widths`;
    return `${input.shape[0]} rows${widths} within ${largest.toPrecision(2)} of ${source}, of ${tolerance} allowed`;
  });
}

/** @throws DATA_INVALID where an output is off by more */
function differenceWithin(
  tolerance: number,
  answers: Reference['outputs'],
  expected: Reference['outputs'],
  where: string,
): number {
  if (answers.length !== expected.length) {
    throw mismatch(where, `there are ${answers.length} outputs where ${expected.length} are expected`);
  }
  const differences = answers.map(({ name, values }, index) => {
    const difference = largestDifference(values, expected[index]!.values);
    if (difference <= tolerance) return difference;
    const off = `'${name}' is off by ${difference.toPrecision(3)} of its largest value`;
    throw mismatch(where, `${off}, more than ${tolerance}`);
  });
  return Math.max(0, ...differences);
}

function mismatch(where: string, what: string): SecateurError {
  return new SecateurError(
    'DATA_INVALID',
    `On ${where} ${what}. The file is not the one that was packed, or this runtime computes it wrongly.`,
  );
}
