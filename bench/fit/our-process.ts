import { readFile } from 'node:fs/promises';
import { decodeSafetensors, denseNetwork, featuresOf, tensorNames } from '../../core/index.ts';
import { loadDataset } from '../../datasets/index.ts';
import { fitPosterior, onnxEngine, randomNetwork } from '../../trainer/index.ts';
import { withWeights } from '../mnist/teachers.ts';
import { answerAndExit } from '../support/child.ts';
import { peakMemoryBytes } from '../support/machine.ts';
import type { FitAnswer, FitEpoch, FitRequest } from './task.ts';

/** Entry of a fresh process for one of our own rows. */
const { contender, task, threads, seed, folder } = JSON.parse(process.argv.at(-1)!) as FitRequest;
const dataset = await loadDataset('mnist');
const network = denseNetwork(task.widths);
const path = `${folder}/start-${seed}.safetensors`;
const { tensors } = decodeSafetensors(await readFile(path), path);
const all = featuresOf(dataset.input).map((_, index) => index);
const dense = withWeights(randomNetwork(dataset.input, dataset.task, all, network, seed), tensors);

const began = performance.now();
const epochs: FitEpoch[] = [];
const { posterior } = await fitPosterior(dataset, {
  network,
  start: dense,
  teacher: dense,
  distillation: task.distillation,
  prior: { budget: task.budget },
  tempering: { slab: task.slabTempering },
  learningRate: task.rates.weight,
  inclusionRate: task.rates.inclusion,
  batchSize: task.batchSize,
  epochs: task.epochs,
  seed,
  narrow: contender === 'secateur',
  engine: onnxEngine({ threads }),
  onEpoch: ({ validation, kept }) => {
    epochs.push({ elapsedMs: performance.now() - began, accuracy: validation.value, kept: kept!.slice(0, -1) });
  },
});
const logits = posterior.tensors[tensorNames.inputInclusion]!.data;
const { env } = await import('onnxruntime-node');
const answer: FitAnswer = {
  epochs,
  keptInputs: [...logits.keys()].filter((index) => logits[index]! > 0),
  peakBytes: peakMemoryBytes(),
  versions: { 'onnxruntime-node': env.versions.node ?? 'unknown', node: process.version },
};
answerAndExit(answer);
