import type { TrainingPlan } from '../../trainer/index.ts';
import type { StageHooks } from './train-stages.ts';

/** A training, and how long it is expected to take. */
export interface Rehearsal extends TrainingPlan {
  readonly stepMs: number;
  readonly expectedMs: number;
}

/** How long a stage is tried for. */
const calibrationMs = 1500;

/** Begins a training for real, stops it after a moment, and says what all of it would take. Errors as the training. */
export async function rehearse(
  train: (hooks: StageHooks) => Promise<unknown>,
  signal: AbortSignal,
): Promise<Rehearsal> {
  const enough = new AbortController();
  const marks: { readonly done: number; readonly atMs: number }[] = [];
  let plan: TrainingPlan | undefined;
  const hooks: StageHooks = {
    signal: AbortSignal.any([signal, enough.signal]),
    onPlan: (planned) => {
      plan = planned;
    },
    onProgress: ({ done }) => {
      marks.push({ done, atMs: performance.now() });
      if (marks.length > 1 && marks.at(-1)!.atMs - marks[0]!.atMs > calibrationMs) enough.abort();
    },
  };
  const beganAtMs = performance.now();
  await train(hooks).catch((error: unknown) => {
    if (signal.aborted || !enough.signal.aborted) throw error;
  });
  // The first call pays for what is set up once.
  const [first, last] = marks.length > 1 ? [marks[0]!, marks.at(-1)!] : [{ done: 0, atMs: beganAtMs }, marks[0]!];
  const stepMs = (last.atMs - first.atMs) / (last.done - first.done);
  return { ...plan!, stepMs, expectedMs: first.atMs - beganAtMs + stepMs * (plan!.steps - first.done) };
}
