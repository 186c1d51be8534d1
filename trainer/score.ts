import type { Task } from '../core/index.ts';

/** How good outputs are, in the one figure people ask for first. */
export interface Score {
  readonly name: 'accuracy' | 'rmse';
  /** The part of examples labelled right, or the root mean squared error in the target's own unit. */
  readonly value: number;
}

/**
 * @param outputs `[n, classes]` logits, or `[n, 1]` standardised predictions
 * @param targets `[n, classes]` one-hot labels, or `[n, 1]` standardised targets
 */
export function score(task: Task, outputs: Float32Array, targets: Float32Array): Score {
  if (task.kind === 'regression') {
    const squared = targets.reduce((sum, target, index) => sum + (target - outputs[index]!) ** 2, 0);
    return { name: 'rmse', value: task.scale * Math.sqrt(squared / targets.length) };
  }
  const classes = task.labels.length;
  const examples = targets.length / classes;
  let right = 0;
  for (let row = 0; row < examples; row++) {
    const best = largest(outputs, row * classes, classes);
    if (targets[row * classes + best] === 1) right++;
  }
  return { name: 'accuracy', value: right / examples };
}

/** Index of the largest of `count` numbers from `start`, relative to it. */
function largest(values: Float32Array, start: number, count: number): number {
  let best = 0;
  for (let index = 1; index < count; index++) {
    if (values[start + index]! > values[start + best]!) best = index;
  }
  return best;
}
