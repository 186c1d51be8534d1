import { scoreModel } from '../../api/index.ts';
import {
  type CompactNetwork,
  formatNetwork,
  macCount,
  parameterCount,
  presetNetwork,
  SecateurError,
  specOf,
} from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import { compact, exportModel, planPruning } from '../../exporter/index.ts';
import { type Engine, fineTune, fitPosterior, onnxEngine, openEngine } from '../../trainer/index.ts';
import { errorOn } from '../mnist/setting.ts';
import { denseNetwork } from '../mnist/teachers.ts';
import { answerTask } from '../support/tasks.ts';
import { readData } from './data.ts';
import type { Answer, Effort, Row, Task } from './task.ts';

/**
 * Learning rates, batch sizes, prior and all else are what `secateur train` and `export --fine-tune` take unasked, but for
 * the teacher's part in fine-tuning: unasked it depends on the size, and the methods are to be fine-tuned alike.
 */
await answerTask(async ({ data, network: name, seed, method, shares, effort }: Task): Promise<Answer> => {
  const { examples, epochs } = effort;
  const dataset = await readData(data, examples);
  const engine = await engineFor(effort);
  const network = networkFor(name, dataset);
  const common = { epochs, seed, engine };
  let began = performance.now();
  const lap = () => {
    const seconds = (performance.now() - began) / 1000;
    began = performance.now();
    return seconds;
  };
  const identity = { data, network: name, seed, method };
  const { dense, wasKept } = await denseNetwork(dataset, { network: formatNetwork(network), epochs }, seed, { engine });
  const densed = lap();
  const accuracyOf = async (candidate: CompactNetwork) => 1 - (await errorOn(dataset)(candidate));
  if (method === 'dense') {
    const accuracyAtCut = await accuracyOf(dense);
    const figures = { accuracyAtCut, tuneSeconds: 0, ...(!wasKept && { fitSeconds: densed }) };
    return { rows: [{ ...identity, share: 1, ...(await measured(dense, dataset)), ...figures }] };
  }
  const macs = macCount(specOf(dense));
  const posteriorFor = (budget: number | undefined) =>
    fitPosterior(dataset, {
      ...common,
      network,
      start: dense,
      teacher: dense,
      ...(budget === undefined ? { family: 'deterministic' } : { prior: { budget, budgetUnit: 'macs' } }),
    });
  const rows: Row[] = [];
  const trainedOn = method === 'magnitude' ? await posteriorFor(undefined) : undefined;
  const trainedOnSeconds = lap();
  for (const share of shares) {
    const most = Math.floor(share * macs);
    const { posterior } = trainedOn ?? (await posteriorFor(most));
    const fitSeconds = trainedOn ? trainedOnSeconds : lap();
    const criterion = method === 'magnitude' ? 'magnitude' : 'inclusion';
    const cut = compact(posterior, planPruning(posterior, { name: 'macs', macs: most }, { criterion }));
    const accuracyAtCut = await accuracyOf(cut);
    lap();
    const { network: tuned } = await fineTune(cut, dataset, {
      ...common,
      teacher: dense,
      distillation: { weight: 0.9, temperature: 4 },
    });
    const tuneSeconds = lap();
    rows.push({ ...identity, share, ...(await measured(tuned, dataset)), accuracyAtCut, fitSeconds, tuneSeconds });
  }
  return { rows };
});

async function measured(network: CompactNetwork, dataset: Dataset) {
  const model = exportModel(network);
  const spec = specOf(network);
  return {
    layers: formatNetwork(spec),
    parameters: parameterCount(spec),
    macs: macCount(spec),
    bytes: model.length,
    accuracy: (await scoreModel(model, dataset, dataset.split.test)).value,
  };
}

/** Processes share the cores: each has one. */
function engineFor({ engine, device }: Effort): Promise<Engine> | Engine {
  return engine === 'onnx' && device === 'cpu' ? onnxEngine({ threads: 1 }) : openEngine({ engine, device });
}

function networkFor(name: string, { input, task }: Dataset) {
  const outputs = task.kind === 'classification' ? task.labels.length : 1;
  const network = input.kind === 'image' ? presetNetwork(name, input, outputs) : undefined;
  if (network) return network;
  throw new SecateurError(
    'ARGUMENT_INVALID',
    `The bench trains presets on images; ${name} on a ${input.kind} is none.`,
  );
}
