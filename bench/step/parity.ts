import { encodeSafetensors, graph, type Tensor } from '../../core/index.ts';
import { writeAtomically } from '../../files/index.ts';
import { fitPosterior, onnxEngine } from '../../trainer/index.ts';
import { captureFirstCall, type FirstCall, fitOptions, randomDataset } from './our-fit.ts';
import type { StepLosses, StepRequest } from './task.ts';

/** Losses of the same first steps by our engine and by the float64 reference evaluator. */
export interface OurLosses extends StepLosses {
  readonly reference: readonly number[];
}

/** Fewer where batches are so large that a fit does not take as many at once. */
const mostParitySteps = 4;

/**
 * Writes the starting values, batches and noise of a fit's first steps for the contenders to compute the same losses
 * from, and computes them twice itself: in the engine and in float64. Schedules are out of the comparison: the learning
 * rate is at its peak and the KL divergence fully in force.
 */
export async function writeParityFile({ task, threads, device, parityFile }: StepRequest): Promise<OurLosses> {
  const options = fitOptions(task);
  const call = withoutSchedules(await captureFirstCall(randomDataset(task), options));
  const reference = referenceLosses(call);

  // A fit that learns next to nothing returns what it starts from.
  const short = randomDataset({ ...task, examples: task.batchSize });
  const { posterior } = await fitPosterior(short, { ...options, learningRate: 1e-30, inclusionRate: 1e-30 });
  const { steps, feeds } = call;
  const stacked = Object.fromEntries(
    Object.entries(feeds).map(([name, data]): [string, Tensor] => [
      name,
      { shape: [steps, data.length / steps], data },
    ]),
  );
  await writeAtomically(parityFile!, encodeSafetensors({ ...posterior.tensors, ...stacked }, {}));

  const session = await onnxEngine({ threads, device }).start(call.program, call.initial);
  const records = await session.advance(steps, feeds);
  await session.close();
  const width = records.length / steps;
  return { losses: Array.from({ length: steps }, (_, step) => records[step * width]!), reference };
}

function withoutSchedules(call: FirstCall): FirstCall {
  const steps = Math.min(call.steps, mostParitySteps);
  const feeds = Object.fromEntries(
    Object.entries(call.feeds).map(([name, values]) => [name, values.slice(0, (values.length / call.steps) * steps)]),
  );
  feeds['slabWarmUp']!.fill(1);
  feeds['rate'] = Float32Array.from({ length: steps }, (_, step) => adamStep(step + 1));
  return { ...call, steps, feeds };
}

/** What the trainer multiplies a rate with at `step` (from 1): Adam's corrections and its two (1 - beta). */
function adamStep(step: number): number {
  return ((1 - 0.9) / (1 - 0.9 ** step)) * Math.sqrt((1 - 0.999 ** step) / (1 - 0.999));
}

function referenceLosses({ program, initial, steps, feeds }: FirstCall): number[] {
  const { record, perStep, state } = program.step;
  let values: Record<string, ArrayLike<number>> = Object.fromEntries(
    Object.entries(initial).map(([name, { data }]) => [name, Float64Array.from(data as Float32Array)]),
  );
  return Array.from({ length: steps }, (_, step) => {
    const fed = { ...values };
    for (const node of perStep) {
      if (node.kind !== 'Input') continue;
      const all = feeds[node.attributes.name]!;
      fed[node.attributes.name] = all.subarray((step * all.length) / steps, ((step + 1) * all.length) / steps);
    }
    const names = Object.keys(state);
    const [losses, ...after] = graph.evaluate([record, ...names.map((name) => state[name]!.after)], fed);
    values = Object.fromEntries(names.map((name, index) => [name, after[index]!]));
    return losses![0]!;
  });
}
