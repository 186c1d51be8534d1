import { type ExampleWeights, SecateurError } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';

/** A factor for each label in their order, or `balanced`: every class counts as much as every other. */
export type ClassWeights = 'balanced' | readonly number[];

/**
 * What makes the examples of a data set count differently in training; undefined where they all count the same.
 * @throws ARGUMENT_INVALID when class weights do not fit the task
 */
export function exampleWeights(dataset: Dataset, classWeights?: ClassWeights): ExampleWeights | undefined {
  const { weights: own } = dataset;
  if (classWeights === undefined && own === undefined) return undefined;
  return {
    ...(classWeights !== undefined && { classes: factorsOf(dataset, classWeights) }),
    ...(own && { column: own.column }),
  };
}

/**
 * `[rows.length]`: the product of the example's own weight and that of its class, divided by the mean of these products,
 * so that n examples count as n against the prior.
 * @throws DATA_INVALID when no row has any weight
 */
export function weightsOf(dataset: Dataset, { classes }: ExampleWeights, rows: Uint32Array): Float32Array {
  const raw = Float64Array.from(
    rows,
    (row) => (dataset.weights?.values[row] ?? 1) * (classes?.[dataset.targets[row]!] ?? 1),
  );
  const mean = raw.reduce((sum, weight) => sum + weight, 0) / raw.length;
  if (mean > 0) return Float32Array.from(raw, (weight) => weight / mean);
  throw new SecateurError(
    'DATA_INVALID',
    `${dataset.name}: the weights of all training rows, or of all validation rows, are 0. Give some above 0.`,
  );
}

function factorsOf({ task, split, targets }: Dataset, classWeights: ClassWeights): readonly number[] {
  if (task.kind !== 'classification') {
    throw new SecateurError('ARGUMENT_INVALID', 'Class weights are for classification. Give sample weights instead.');
  }
  const { labels } = task;
  if (classWeights !== 'balanced') {
    if (classWeights.length === labels.length && classWeights.every((weight) => weight >= 0 && weight < Infinity)) {
      return classWeights;
    }
    throw new SecateurError(
      'ARGUMENT_INVALID',
      `Class weights must be ${labels.length} numbers from 0, one for each label, not ${classWeights.join(', ')}.`,
    );
  }
  const counts = new Float64Array(labels.length);
  for (const row of split.train) counts[targets[row]!]!++;
  // A class without training examples has nothing to weigh.
  return Array.from(counts, (count) => (count > 0 ? split.train.length / (labels.length * count) : 1));
}

/** What a weighted likelihood is called beside its name. */
export function describeWeights({ classes, column }: ExampleWeights): string {
  const causes = [
    ...(classes ? [`class (${classes.map((weight) => Number(weight.toPrecision(3))).join(', ')})`] : []),
    ...(column === undefined ? [] : [`the column ${column}`]),
  ];
  return `examples weighted by ${causes.join(' and ')}`;
}
