import { existsSync, readFileSync } from 'node:fs';
import {
  compact,
  exportModel,
  fineTune,
  fitPosterior,
  loadDataset,
  parseNetwork,
  planPruning,
  trainDense,
} from '../../api/index.ts';

const demoModel = 'out/demo/pruned.onnx';

/** The demo's pruned model where the demo has run, else one that is trained, cut and tuned in seconds. */
export async function digitModel(): Promise<Uint8Array> {
  if (existsSync(demoModel)) return readFileSync(demoModel);
  const dataset = await loadDataset('mnist', {});
  const network = parseNetwork('784-48-10');
  const common = { network, learningRate: 4e-3, seed: 1 };
  const dense = await trainDense(dataset, { ...common, epochs: 2 });
  const { posterior } = await fitPosterior(dataset, {
    ...common,
    epochs: 1,
    start: dense.network,
    teacher: dense.network,
  });
  const plan = planPruning(posterior, { name: 'budget', parameters: 20_000 });
  const tuned = await fineTune(compact(posterior, plan), dataset, { epochs: 1, seed: 1, teacher: dense.network });
  return exportModel(tuned.network, { posterior, plan });
}
