import { totalmem } from 'node:os';
import { formatBytes, formatNetwork, type NetworkSpec, SecateurError, sizeOf, weightedLayers } from '../core/index.ts';
import { stepsPerCall } from './data/batches.ts';
import type { NoiseSpec, ParameterSpec } from './families/family.ts';

/** What decides how much memory a training takes. */
export interface MemoryNeeds {
  readonly network: NetworkSpec;
  readonly specs: readonly ParameterSpec[];
  readonly noise: readonly NoiseSpec[];
  readonly batchSize: number;
  /** Features, targets and a teacher's answers of one example. */
  readonly exampleWidth: number;
}

/**
 * Copies at the peak, measured as the growth of the resident memory with onnxruntime on two cores: the state, what a
 * checkpoint is written from, gradients, the trainer's own parameters, and what onnxruntime's arena keeps. `npm run
 * bench:memory` shows it for the state.
 */
const copies = { state: 4, feeds: 3, activations: 12 };
const runtimeBytes = 75e6;
const bytesPerNumber = 4;

/** What training is expected to take at its peak, beside the data: an estimate, for decisions before it begins. */
export function trainingMemoryBytes({ network, specs, noise, batchSize, exampleWidth }: MemoryNeeds): number {
  const numbers = (items: readonly { readonly shape: readonly number[] }[]) =>
    items.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const state = 3 * numbers(specs);
  const perStep = numbers(noise) + batchSize * exampleWidth;
  const feeds = stepsPerCall(perStep) * perStep;
  const outputs = weightedLayers(network).map(({ outputShape }) => ({ shape: outputShape }));
  const activations = batchSize * numbers(outputs);
  const all = copies.state * state + copies.feeds * feeds + copies.activations * activations;
  return runtimeBytes + bytesPerNumber * all;
}

/** Free memory, within the limits of a container. macOS counts what it would free at once as used. */
export function availableMemoryBytes(): number {
  return process.platform === 'darwin' ? totalmem() : process.availableMemory();
}

/** @throws MEMORY_INSUFFICIENT before anything large is allocated */
export function checkMemory(neededBytes: number, network: NetworkSpec, batchSize: number): void {
  const available = availableMemoryBytes();
  if (neededBytes <= available) return;
  throw new SecateurError(
    'MEMORY_INSUFFICIENT',
    `Training ${formatNetwork(network)} with ${batchSize} rows a step takes about ${formatBytes(neededBytes)} of memory, and ${formatBytes(available)} are free. Choose a smaller network or batch, or free some memory.`,
  );
}
