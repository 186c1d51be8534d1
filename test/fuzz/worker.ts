import { parentPort, workerData } from 'node:worker_threads';
import { type InputRange, runInputs } from './run-inputs.ts';
import type { FuzzTarget } from './target.ts';

/** What `fuzz.ts` starts a worker with; `current` holds the number of the input that is being read. */
export interface WorkerTask extends InputRange {
  readonly targets: readonly string[];
  /** Of the module that exports them as `targets`. */
  readonly module: string;
  readonly current: SharedArrayBuffer;
}

const { targets: names, module, current, ...range } = workerData as WorkerTask;
const currentIndex = new Float64Array(current);
const { targets } = (await import(module)) as { readonly targets: readonly FuzzTarget[] };
const chosen = targets.filter(({ name }) => names.includes(name));
const parts = runInputs(chosen, range, (index) => {
  currentIndex[0] = index;
});
for await (const part of parts) parentPort!.postMessage(part);
