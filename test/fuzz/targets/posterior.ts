import {
  decodePosterior,
  decodeSafetensors,
  encodePosterior,
  encodeSafetensors,
  parseNetwork,
  randomStream,
  sizeOf,
  structureOf,
  tensorNames,
  weightedLayers,
} from '../../../core/index.ts';
import { posteriorMean } from '../../../exporter/index.ts';
import { examplePosterior } from '../../support/posterior-example.ts';
import { randomArchitecture } from '../../support/random-architecture.ts';
import { reshapeSafetensors } from '../reshape/safetensors.ts';
import type { FuzzTarget } from '../target.ts';

export const safetensors: FuzzTarget = {
  name: 'safetensors',
  weight: 4,
  bytesPerByte: 100,
  corpus: () => {
    const tensor = (...shape: number[]) => ({ shape, data: new Float32Array(sizeOf(shape)).fill(0.5) });
    return [
      encodeSafetensors({ weight: tensor(3, 4), bias: tensor(3), scalar: tensor(), none: tensor(0, 2) }),
      encodeSafetensors({ 'layers.0.é': tensor(2) }, { format: 'pt', 'a "quoted" key': '\u2028\n' }),
    ];
  },
  large: () => {
    const empty = { shape: [0], data: new Float32Array(0) };
    const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`${index}`, empty]));
    return [
      encodeSafetensors({ weight: { shape: [500_000], data: new Float32Array(500_000) } }),
      encodeSafetensors(many),
    ];
  },
  read: (bytes) => decodeSafetensors(bytes, 'fuzz.safetensors'),
  reshape: reshapeSafetensors,
};

export const posterior: FuzzTarget = {
  name: 'posterior',
  weight: 4,
  bytesPerByte: 200,
  corpus: () => [examplePosterior(), ofImages(1), ofImages(2)].map((each) => encodePosterior(each)),
  large: () => [encodePosterior(examplePosterior([784, 300, 100, 10]))],
  // What reads as a posterior has to serve as one.
  read: (bytes) => posteriorMean(decodePosterior(bytes, 'fuzz.safetensors')),
  reshape: reshapeSafetensors,
};

/** A posterior of a convolutional network, weights and biases only. */
function ofImages(seed: number) {
  const network =
    seed === 1
      ? parseNetwork('6x6x1-c4k3-max2-flat-5-2')
      : randomArchitecture(randomStream(seed, 'fuzz architecture'), 2);
  const tensors = Object.fromEntries(
    weightedLayers(network).flatMap(({ index, shape, layer: { units } }) => [
      [tensorNames.slabMean(index), { shape, data: new Float32Array(sizeOf(shape)).fill(0.1) }],
      [tensorNames.biasMean(index), { shape: [units], data: new Float32Array(units) }],
    ]),
  );
  return {
    ...examplePosterior(),
    network,
    prior: {
      name: 'constant' as const,
      slabScales: weightedLayers(network).map(() => 0.1),
      inputLogit: 0,
      unitLogits: structureOf(network)
        .levels.slice(2)
        .map(() => -1),
    },
    input: { kind: 'image' as const, ...network.image!, scale: 255 },
    tensors,
  };
}
