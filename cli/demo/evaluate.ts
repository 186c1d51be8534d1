import { labelsOf, shareEqual, targetsOf } from '../../api/commands.ts';
import { rawRows, score } from '../../api/index.ts';
import { outputWidth } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import { providers as facts, load, outputsOf, type Provider } from '../../runtime/index.ts';

/** What one exported file does on the test set. */
export interface Evaluation {
  readonly file: string;
  readonly accuracy: number;
  /** With the labels of the first file. */
  readonly agreementWithDense: number;
  /** Largest absolute difference of a logit between two providers. */
  readonly largestProviderDifference: number;
}

/**
 * Runs exported models on the whole test set, on every provider; the test set is read here and nowhere else.
 * @param files the dense model first; the others are compared with it
 */
export async function evaluateOnTest(
  files: readonly string[],
  dataset: Dataset,
  providers: readonly Provider[],
): Promise<Evaluation[]> {
  const rows = rawRows(dataset, dataset.split.test);
  const targets = targetsOf(dataset, dataset.split.test);
  const classes = outputWidth(dataset.task);
  const evaluations: Evaluation[] = [];
  let denseLabels: Uint32Array | undefined;
  for (const file of files) {
    const outputs: Float32Array[] = [];
    for (const provider of providers) {
      await using model = await load(file, { device: facts[provider].device });
      outputs.push(await outputsOf(model, rows));
    }
    const labels = labelsOf(outputs[0]!, classes);
    denseLabels ??= labels;
    evaluations.push({
      file,
      accuracy: score(dataset.task, outputs[0]!, targets).value,
      agreementWithDense: shareEqual(labels, denseLabels),
      largestProviderDifference: Math.max(...outputs.slice(1).map((other) => largestDifference(outputs[0]!, other)), 0),
    });
  }
  return evaluations;
}

function largestDifference(first: Float32Array, second: Float32Array): number {
  return first.reduce((largest, value, index) => Math.max(largest, Math.abs(value - second[index]!)), 0);
}
