import { readFile, writeFile } from 'node:fs/promises';
import { shrinkModel } from '../../api/index.ts';
import { decodeModel, readForeign } from '../../onnx/index.ts';
import { onnxEngine } from '../../trainer/index.ts';
import { answerTask } from '../support/tasks.ts';
import { loadData, shrinkTasks } from './tasks.ts';

export interface OurRequest {
  readonly task: string;
  readonly seed: number;
  /** The dense model, as PyTorch wrote it. */
  readonly source: string;
  readonly target: string;
  readonly parameters: number;
  readonly epochs: number;
  readonly fineTuneEpochs: number;
  readonly threads: number;
  readonly examples: number;
}

export interface OurAnswer {
  readonly parameters: number;
  readonly widths: string;
}

/** What `secateur shrink` does with the model and a budget of parameters. */
await answerTask(async ({ task, seed, source, target, parameters, ...options }: OurRequest): Promise<OurAnswer> => {
  const bytes = await readFile(source);
  const foreign = readForeign(decodeModel(bytes, source));
  const dataset = await loadData(shrinkTasks[task]!, seed, options.examples);
  const { model, report } = await shrinkModel(
    { name: source, bytes, foreign },
    {
      dataset,
      budget: { limits: [{ quantity: 'parameters', most: parameters }] },
      epochs: options.epochs,
      fineTuneEpochs: options.fineTuneEpochs,
      seed,
      engine: onnxEngine({ threads: options.threads }),
    },
  );
  await writeFile(target, model);
  return { parameters: report.network?.after.parameters ?? Number.NaN, widths: report.why };
});
