import { denseNetwork, type Posterior, randomStream, type Tensor, tensorNames } from '../../core/index.ts';
import { denseLayers } from './layers.ts';

/**
 * As training leaves one on images of digits: pixels near the middle are needed, and a tenth of the units. The weights
 * are random numbers.
 */
export function largePosterior(widths: readonly number[] = [784, 1200, 1200, 10]): Posterior {
  const random = randomStream(1, 'large posterior');
  const network = denseNetwork(widths);
  const side = Math.round(Math.sqrt(widths[0]!));
  const tensors: Record<string, Tensor> = {
    [tensorNames.inputInclusion]: {
      shape: [widths[0]!],
      data: Float32Array.from({ length: widths[0]! }, (_, at) => {
        const [y, x] = [Math.floor(at / side) / side - 0.5, (at % side) / side - 0.5];
        return 4 - 30 * (x * x + y * y) + random.normal();
      }),
    },
  };
  const fill = (length: number, value: () => number) => Float32Array.from({ length }, value);
  for (const [index, { units }] of denseLayers(network).entries()) {
    const fanIn = widths[index]!;
    const shape = [units, fanIn];
    const scale = fanIn ** -0.5;
    tensors[tensorNames.slabMean(index)] = { shape, data: fill(units * fanIn, () => scale * (random.uniform() - 0.5)) };
    tensors[tensorNames.slabLogStdDev(index)] = { shape, data: fill(units * fanIn, () => -4) };
    tensors[tensorNames.biasMean(index)] = { shape: [units], data: fill(units, () => 0.1) };
    tensors[tensorNames.biasLogStdDev(index)] = { shape: [units], data: fill(units, () => -4) };
    if (index < network.layers.length - 1) {
      tensors[tensorNames.inclusion(index)] = { shape: [units], data: fill(units, () => 2 * random.normal() - 2.5) };
    }
  }
  return {
    version: 1,
    network,
    family: 'node',
    prior: { name: 'constant', slabScales: network.layers.map(() => 0.1), inputLogit: 0, unitLogits: [-1, -1] },
    tempering: { slab: 1, inclusion: 1, likelihood: 'labels' },
    input: { kind: 'image', height: side, width: widths[0]! / side, channels: 1, scale: 255 },
    task: { kind: 'classification', labels: Array.from({ length: widths.at(-1)! }, (_, label) => String(label)) },
    seed: 1,
    data: { name: 'made up', sha256: '00' },
    metrics: { validationAccuracy: 0.985 },
    tensors,
  };
}
