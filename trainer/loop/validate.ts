import { joined, type Task } from '../../core/index.ts';
import type { Examples } from '../data/example-source.ts';
import type { EngineSession } from '../engines/engine.ts';
import { logDensities, type Score, score } from '../score.ts';
import { feedNames } from '../step/program.ts';

export interface Validation {
  readonly score: Score;
  /**
   * Mean over the examples, nats, comparable with the training's: of the standardised target, each example with its
   * weight; of labels alone, also where the training has a teacher.
   */
  readonly negativeLogLikelihood: number;
}

/** The evaluation graph takes a fixed number of rows at a time. */
export function evaluationRows(validation: Examples): number {
  return Math.min(500, Math.max(1, validation.count));
}

/** How the network that the engine's state stands for does on examples that it is not trained on. */
export async function validate(session: EngineSession, task: Task, examples: Examples): Promise<Validation> {
  const rows = evaluationRows(examples);
  const chunks: Float32Array[] = [];
  for (let start = 0; start < examples.count; start += rows) {
    const size = Math.min(rows, examples.count - start);
    const indices = Uint32Array.from({ length: size }, (_, index) => start + index);
    // The graph takes a fixed number of rows; the last chunk is filled up with zeros.
    const features = new Float32Array(rows * examples.width);
    examples.features(indices, features);
    const result = await session.evaluate({ [feedNames.features]: features });
    chunks.push(result.subarray(0, (size * result.length) / rows));
  }
  const predictions = joined(Float32Array, chunks);
  const { values, weights } = examples;
  const densities = logDensities(task, predictions, values)!;
  const mean = densities.reduce((sum, density, row) => sum + density * (weights?.[row] ?? 1), 0) / examples.count;
  return { score: score(task, predictions, values), negativeLogLikelihood: -mean - logUnit(task) };
}

/** What a density loses in logarithm when the target is standardised; counts and labels are not. */
function logUnit(task: Task): number {
  return task.kind === 'regression' && task.likelihood !== 'poisson' ? Math.log(task.scale) : 0;
}
