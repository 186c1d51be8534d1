import { graph, type Node, spreadOf, type Task } from '../../core/index.ts';

const { constant, exp, mul, slice, softmax } = graph;

/** What an output of the last layer still has to become: `scale * output + mean`. */
export interface Affine {
  readonly mean: number;
  readonly scale: number;
}

/** For each output of the network, what puts it on the target's own scale; undefined where nothing is to be done. */
export function targetScaling(task: Task): readonly Affine[] | undefined {
  if (task.kind === 'classification') return undefined;
  const { mean, scale } = task;
  switch (task.likelihood) {
    case 'poisson':
      return [{ mean: Math.log(scale), scale: 1 }];
    case 'gaussian-heteroscedastic':
      return [
        { mean, scale },
        { mean: 0, scale: 1 },
      ];
    default:
      return [{ mean, scale }];
  }
}

/** A model's outputs by name from those of the network `[batch, outputs]`, to which `targetScaling` has been applied. */
export function answersFrom(task: Task, outputs: Node): Readonly<Record<string, Node>> {
  if (task.kind === 'classification') {
    const logits = task.likelihood === 'binary' ? mul(outputs, constant([-0.5, 0.5])) : outputs;
    return { logits, probabilities: softmax(logits) };
  }
  switch (task.likelihood) {
    case 'poisson':
      return { prediction: exp(outputs) };
    case 'gaussian-heteroscedastic':
      return { prediction: slice(outputs, 1, 0, 1), stdDev: mul(spreadOf(slice(outputs, 1, 1, 2)), task.scale) };
    default:
      return { prediction: outputs };
  }
}

/** `targetScaling` as nodes, for a last layer whose activation keeps it out of the weights. */
export function scaled(outputs: Node, scaling: readonly Affine[] | undefined): Node {
  if (!scaling) return outputs;
  const row = (of: (affine: Affine) => number) => constant(scaling.map(of));
  return graph.add(
    mul(
      outputs,
      row(({ scale }) => scale),
    ),
    row(({ mean }) => mean),
  );
}
