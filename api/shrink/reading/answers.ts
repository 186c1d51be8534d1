import { SecateurError, sizeOf } from '../../../core/index.ts';
import { labelsOf } from '../../scores/score-model.ts';
import type { RowOutput } from '../feeds/run-rows.ts';

/** What a model says of some rows. */
export type Answers =
  /** `[n]`: an index into the classes, -1 for what is none of them. */
  | { readonly kind: 'classes'; readonly values: Int32Array }
  | { readonly kind: 'numbers'; readonly values: Float32Array };

/** Which output answers, and how; found on the original model and applied to both. */
export type Reading =
  /** A class for each row, a number or text; `spoken` is how the model writes each of the classes. */
  | {
      readonly kind: 'label';
      readonly output: string;
      readonly classes: readonly string[];
      readonly spoken: readonly string[];
    }
  /** A score for each class. */
  | { readonly kind: 'scores'; readonly output: string; readonly classes: readonly string[] }
  /** One score: the second class is meant from `threshold` on. */
  | {
      readonly kind: 'score';
      readonly output: string;
      readonly classes: readonly string[];
      readonly threshold: number;
    }
  /** The value itself. */
  | { readonly kind: 'number'; readonly output: string };

export function readAnswers(reading: Reading, outputs: readonly RowOutput[]): Answers {
  const { values } = outputs.find(({ name }) => name === reading.output)!;
  switch (reading.kind) {
    case 'label': {
      const positions = new Map(reading.spoken.map((label, index) => [label, index]));
      return {
        kind: 'classes',
        values: Int32Array.from(values as Iterable<unknown>, (value) => positions.get(String(value)) ?? -1),
      };
    }
    case 'scores':
      return { kind: 'classes', values: Int32Array.from(labelsOf(values as Float32Array, reading.classes.length)) };
    case 'score':
      return {
        kind: 'classes',
        values: Int32Array.from(values as Float32Array, (value) => Number(value >= reading.threshold)),
      };
    case 'number':
      return { kind: 'numbers', values: values as Float32Array };
    default:
      return reading satisfies never;
  }
}

/** @throws DATA_INVALID naming the first row for which an output is not a number */
export function checkNumbers(model: string, outputs: readonly RowOutput[], rows: Uint32Array, data: string): void {
  for (const { name, values, dims } of outputs) {
    if (!(values instanceof Float32Array)) continue;
    const at = values.findIndex((value) => !Number.isFinite(value));
    if (at < 0) continue;
    const width = sizeOf(dims);
    throw new SecateurError(
      'DATA_INVALID',
      `${model}: answers ${values[at]} ('${name}') to row ${rows[Math.floor(at / width)]! + 1} of ${data}. Fill in what is missing in the data, give it in the model's scale, or correct the model.`,
    );
  }
}
