import { graph, type Task } from '../core/index.ts';
import type { EngineSession } from './engines/engine.ts';
import type { Examples } from './examples.ts';
import type { Likelihood } from './likelihoods.ts';
import { feedNames } from './program.ts';
import { type Score, score } from './score.ts';
import type { TrainingState } from './training-state.ts';

export interface Validation {
  readonly score: Score;
  /** Mean over the examples, nats; of labels alone, also where the training has a teacher. */
  readonly negativeLogLikelihood: number;
}

/** The evaluation graph takes a fixed number of rows at a time. */
export function evaluationRows(validation: Examples): number {
  return Math.min(500, Math.max(1, validation.count));
}

/** How the network that the engine's state stands for does on examples that it is not trained on. */
export async function validate(
  session: EngineSession,
  task: Task,
  likelihood: Likelihood,
  examples: Examples,
  state: TrainingState,
): Promise<Validation> {
  const { width } = likelihood;
  const rows = evaluationRows(examples);
  const outputs = new Float32Array(examples.count * width);
  const targets = new Float32Array(examples.count * width);
  for (let start = 0; start < examples.count; start += rows) {
    const size = Math.min(rows, examples.count - start);
    const indices = Uint32Array.from({ length: size }, (_, index) => start + index);
    // The graph takes a fixed number of rows; the last chunk is filled up with zeros.
    const features = new Float32Array(rows * examples.width);
    examples.features(indices, features);
    examples.targets(indices, targets.subarray(start * width));
    const result = await session.evaluate({ [feedNames.features]: features });
    outputs.set(result.subarray(0, size * width), start * width);
  }
  const negativeLogLikelihood = lossOf(likelihood, examples.count, outputs, targets, state);
  return { score: score(task, outputs, targets), negativeLogLikelihood };
}

function lossOf(
  likelihood: Likelihood,
  rows: number,
  outputs: Float32Array,
  targets: Float32Array,
  state: TrainingState,
): number {
  const { parameters, width, negativeLogLikelihood } = likelihood;
  const nodes = Object.fromEntries(parameters.map(({ name, shape }) => [name, graph.input(name, shape)]));
  const shape = [rows, width];
  const loss = negativeLogLikelihood(graph.input('outputs', shape), graph.input(feedNames.targets, shape), nodes);
  const values = Object.fromEntries(parameters.map(({ name }) => [name, state[name]!.data]));
  return graph.evaluate([loss], { ...values, outputs, [feedNames.targets]: targets })[0]![0]!;
}
