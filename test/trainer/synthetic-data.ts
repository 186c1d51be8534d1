import { createHash } from 'node:crypto';
import { type RandomStream, randomStream, type Task } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';

export interface SyntheticOptions {
  readonly features: number;
  readonly examples: number;
  /** `[label]` counts of a classification; a regression where it is 0. */
  readonly classes: number;
  /** The target of one example: a class, or a number. Features are drawn from `draw`. */
  readonly target: (x: Float32Array, noise: RandomStream) => number;
  readonly draw?: (random: RandomStream) => number;
  readonly seed?: number;
}

/** A data set made in code: numeric columns taken as they are, 80 % for training, 10 % each to validate and test. */
export function syntheticDataset(options: SyntheticOptions): Dataset {
  const { features, examples, classes, target, draw = (random) => random.normal(), seed = 0 } = options;
  const random = randomStream(seed, 'synthetic features');
  const noise = randomStream(seed, 'synthetic noise');
  const rows = Float32Array.from({ length: examples * features }, () => draw(random));
  const targets = Float32Array.from({ length: examples }, (_, index) =>
    target(rows.subarray(index * features, (index + 1) * features), noise),
  );
  const trained = Math.floor(examples * 0.8);
  const validated = Math.floor(examples * 0.9);
  const range = (start: number, end: number) => Uint32Array.from({ length: end - start }, (_, index) => start + index);
  return {
    name: 'synthetic',
    input: {
      kind: 'table',
      columns: Array.from({ length: features }, (_, column) => ({
        kind: 'numeric' as const,
        name: `x${column + 1}`,
        mean: 0,
        scale: 1,
        imputed: false,
      })),
    },
    task: taskOf(classes, targets.subarray(0, trained)),
    rows,
    targets,
    split: { train: range(0, trained), validation: range(trained, validated), test: range(validated, examples) },
    provenance: {
      source: 'made in code',
      sha256: createHash('sha256').update(Buffer.from(rows.buffer)).update(Buffer.from(targets.buffer)).digest('hex'),
    },
    notes: [],
  };
}

function taskOf(classes: number, targets: Float32Array): Task {
  if (classes > 0) {
    return { kind: 'classification', labels: Array.from({ length: classes }, (_, label) => `class ${label}`) };
  }
  const mean = targets.reduce((sum, value) => sum + value, 0) / targets.length;
  const variance = targets.reduce((sum, value) => sum + (value - mean) ** 2, 0) / targets.length;
  return { kind: 'regression', target: 'y', mean, scale: Math.sqrt(variance) };
}

/** Two classes told apart by the first two features. */
export function smallClassification(options: Partial<SyntheticOptions> = {}): Dataset {
  return syntheticDataset({
    features: 4,
    examples: 200,
    classes: 2,
    target: (x, noise) => Number(x[0]! + x[1]! + 0.3 * noise.normal() > 0),
    ...options,
  });
}

export function smallRegression(options: Partial<SyntheticOptions> = {}): Dataset {
  return syntheticDataset({
    features: 4,
    examples: 200,
    classes: 0,
    target: (x, noise) => 3 + 2 * x[0]! - x[1]! ** 2 + 0.1 * noise.normal(),
    ...options,
  });
}
