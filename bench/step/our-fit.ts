import { type OnProgress, randomStream, SecateurError, type Tensor } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import { type Engine, type EngineProgram, type FitOptions, fitPosterior } from '../../trainer/index.ts';
import type { StepTask } from './task.ts';

/** Random pixels and labels: what they say does not change what a step costs. */
export function randomDataset(task: Pick<StepTask, 'rows' | 'examples' | 'image' | 'outputs'>): Dataset {
  const random = randomStream(1, 'bench/step');
  const { height, width, channels } = task.image;
  const pixels = Uint8Array.from({ length: task.rows * height * width * channels }, () =>
    Math.floor(random.uniform() * 256),
  );
  const targets = Float32Array.from({ length: task.rows }, () => Math.floor(random.uniform() * task.outputs));
  return {
    name: 'random pixels',
    input: { kind: 'image', ...task.image, scale: 255 },
    task: { kind: 'classification', labels: Array.from({ length: task.outputs }, (_, label) => String(label)) },
    rows: pixels,
    targets,
    split: {
      train: Uint32Array.from({ length: task.examples }, (_, index) => index % task.rows),
      validation: Uint32Array.of(0),
      test: Uint32Array.of(0),
    },
    provenance: { source: 'bench:step', sha256: '' },
    notes: [],
  };
}

/** The options with which a user's fit computes the task's step. */
export function fitOptions(task: StepTask): FitOptions {
  return {
    network: task.network,
    family: 'node',
    selectInputs: task.selectInputs,
    batchSize: task.batchSize,
    epochs: 1,
    // Every step is to cost the same.
    narrow: false,
    learningRate: task.rates.weight,
    inclusionRate: task.rates.inclusion,
  };
}

/** Fits until `onProgress` has aborted `signal`, or to the end. */
export async function fitUntilAborted(
  task: StepTask,
  options: { readonly engine: Engine; readonly onProgress: OnProgress; readonly signal: AbortSignal },
): Promise<void> {
  try {
    await fitPosterior(randomDataset(task), { ...fitOptions(task), ...options });
  } catch (error) {
    if (!options.signal.aborted) throw error;
  }
}

/** What an engine is given when a fit starts. */
export interface FirstCall {
  readonly program: EngineProgram;
  readonly initial: Readonly<Record<string, Tensor>>;
  readonly steps: number;
  readonly feeds: Readonly<Record<string, Float32Array>>;
}

/** Starts a fit and stops it where it would first advance: its program, starting state and first feeds. */
export async function captureFirstCall(dataset: Dataset, options: FitOptions): Promise<FirstCall> {
  let captured: FirstCall | undefined;
  const unused = () => Promise.reject(new SecateurError('ABORTED', 'Only the first call is wanted.'));
  const engine: Engine = {
    name: 'capture',
    start: async (program, initial) => ({
      advance: async (steps, feeds) => {
        captured = { program, initial, steps, feeds };
        return unused();
      },
      evaluate: unused,
      readState: unused,
      close: async () => undefined,
    }),
  };
  await fitPosterior(dataset, { ...options, engine }).catch((error: unknown) => {
    if (!captured) throw error;
  });
  return captured!;
}
