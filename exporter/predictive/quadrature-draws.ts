import { graph, type Node, outputWidth, randomStream, type Task } from '../../core/index.ts';
import { gaussHermite } from '../criteria/gauss-hermite.ts';
import type { Moments } from './activation-moments.ts';
import type { Draws } from './answers-of-draws.ts';

const { add, constant, max, mul, reshape, sqrt } = graph;

const hermitePoints = 16;
/** Of a vector of logits; half of them are the other half's negatives. */
const logitPoints = 64;

/**
 * Independent Gaussian outputs as draws at fixed points, whose weighted mean is the expectation of whatever is made of them:
 * by Gauss-Hermite quadrature where one number decides, at random points drawn once where there are several logits.
 */
export function quadratureDraws(task: Task, { mean, variance }: Moments): Draws {
  const width = outputWidth(task);
  const { points, weights } = task.kind === 'classification' && width > 1 ? forLogits(width) : forNumber(width);
  const [batch] = mean.shape as [number];
  const row = (values: Node) => reshape(values, [batch, 1, width]);
  const deviations = mul(row(sqrt(max(variance, 0))), constant(points, [weights.length, width]));
  return { outputs: add(row(mean), deviations), weights };
}

/** A value and its spread go by the same points: what is asked of them concerns one at a time. */
function forNumber(width: number) {
  const { points, weights } = gaussHermite(hermitePoints);
  return { points: Array.from(points).flatMap((point) => new Array<number>(width).fill(point)), weights: [...weights] };
}

/** Every logit's points have mean 0 and variance 1 exactly. */
function forLogits(width: number) {
  const random = randomStream(1, 'logit points');
  const half = logitPoints / 2;
  const columns = Array.from({ length: width }, () => {
    const drawn = Array.from({ length: half }, () => random.normal());
    const scale = Math.sqrt(half / drawn.reduce((sum, value) => sum + value ** 2, 0));
    const points = drawn.map((value) => value * scale);
    return [...points, ...points.map((value) => -value)];
  });
  const points = Array.from({ length: logitPoints * width }, (_, at) => columns[at % width]![Math.floor(at / width)]!);
  return { points, weights: new Array<number>(logitPoints).fill(1 / logitPoints) };
}
