import { SecateurError } from '../../core/index.ts';
import type { Reference } from '../../exporter/index.ts';
import type { Provider } from '../../runtime/index.ts';
import { largestDifference } from '../largest-difference.ts';
import { answersOf } from './answers.ts';
import { type Check, checked } from './check.ts';

/** Runs a model on a provider and compares with what it has to answer. */
export async function checkAnswers(path: string, provider: Provider, reference: Reference): Promise<Check> {
  return checked(`answers on ${provider}`, async () => {
    const { outputs, tolerance, source, input } = reference;
    const { answers } = await answersOf(path, provider, input);
    if (answers.length !== outputs.length) {
      throw mismatch(provider, `there are ${answers.length} outputs where ${outputs.length} are expected`);
    }
    let largest = 0;
    for (const [index, expected] of outputs.entries()) {
      const { name, values } = answers[index]!;
      const difference = largestDifference(values, expected.values);
      if (!(difference <= tolerance)) {
        const off = `'${name}' is off by ${difference.toPrecision(3)} of its largest value`;
        throw mismatch(provider, `${off}, more than ${tolerance}`);
      }
      largest = Math.max(largest, difference);
    }
    return `${input.shape[0]} rows within ${largest.toPrecision(2)} of ${source}, of ${tolerance} allowed`;
  });
}

function mismatch(provider: Provider, what: string): SecateurError {
  return new SecateurError(
    'DATA_INVALID',
    `On ${provider} ${what}. The file is not the one that was packed, or this runtime computes it wrongly.`,
  );
}
