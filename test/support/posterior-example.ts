import { denseNetwork, type Posterior, randomStream, sizeOf, type Tensor, tensorNames } from '../../core/index.ts';
import { denseLayers } from './layers.ts';

/** A small valid posterior of random numbers: an image classifier with `widths`, inputs and units gated. */
export function examplePosterior(widths: readonly number[] = [6, 4, 3, 2], seed = 1): Posterior {
  const random = randomStream(seed, 'example posterior');
  const randomTensor = (...shape: number[]): Tensor => ({
    shape,
    data: Float32Array.from({ length: sizeOf(shape) }, () => random.normal()),
  });
  const network = denseNetwork(widths);
  const tensors: Record<string, Tensor> = { [tensorNames.inputInclusion]: randomTensor(network.inputs) };
  denseLayers(network).forEach(({ units }, index) => {
    tensors[tensorNames.slabMean(index)] = randomTensor(units, widths[index]!);
    tensors[tensorNames.slabLogStdDev(index)] = randomTensor(units, widths[index]!);
    tensors[tensorNames.biasMean(index)] = randomTensor(units);
    tensors[tensorNames.biasLogStdDev(index)] = randomTensor(units);
    if (index < network.layers.length - 1) tensors[tensorNames.inclusion(index)] = randomTensor(units);
  });
  return {
    version: 1,
    network,
    family: 'node',
    prior: {
      name: 'constant',
      slabScales: network.layers.map(() => 0.1),
      inputLogit: 0,
      unitLogits: network.layers.slice(1).map(() => -1),
    },
    tempering: { slab: 1, inclusion: 0.5, likelihood: 'labels' },
    input: { kind: 'image', height: 1, width: widths[0]!, channels: 1, scale: 255 },
    task: { kind: 'classification', labels: Array.from({ length: widths.at(-1)! }, (_, label) => `label ${label}`) },
    seed,
    data: { name: 'made up', sha256: '00' },
    metrics: { validationAccuracy: 0.5 },
    tensors,
  };
}
