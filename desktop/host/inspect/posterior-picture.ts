import {
  featureNames,
  formatActivation,
  formatLayers,
  formatNetwork,
  type InputSpec,
  macCount,
  type Posterior,
  parameterCount,
  pixelPlaces,
  shapesOf,
  sizeOf,
  sourcesOf,
  structureOf,
} from '../../../core/index.ts';
import { scoresOf } from '../../../exporter/index.ts';
import type { LayerPicture, LevelPicture, PosteriorPicture } from '../../shared/operations/posterior-picture.ts';

const floatBytes = 4;

export function posteriorPicture(posterior: Posterior): PosteriorPicture {
  const { network, family, prior, task, seed, data, metrics, input, tensors } = posterior;
  return {
    network: formatNetwork(network),
    parameters: parameterCount(network),
    macs: macCount(network),
    tensorBytes: Object.values(tensors).reduce((sum, { data }) => sum + data.byteLength, 0),
    family,
    prior: { name: prior.name, slabScales: prior.slabScales, slabLearned: prior.slabLearned === true },
    task:
      task.kind === 'classification'
        ? { kind: 'classification', labels: task.labels }
        : { kind: 'regression', target: task.target },
    seed,
    data,
    metrics,
    input: inputPicture(input),
    pixels: input.kind === 'image' ? pixelsOf(input, network.inputs) : undefined,
    levels: levelPictures(posterior),
    layers: layerPictures(posterior),
  };
}

function inputPicture(input: InputSpec): PosteriorPicture['input'] {
  if (input.kind === 'table') return { kind: 'table', features: featureNames(input) };
  const { height, width, channels } = input;
  return { kind: 'image', height, width, channels };
}

function pixelsOf(input: InputSpec & { kind: 'image' }, features: number): Uint32Array {
  const placeOf = pixelPlaces(input);
  return Uint32Array.from({ length: features }, (_, feature) => placeOf(feature).place);
}

/** Where single weights have indicators, a member is as probable as the weakest weight of its strongest path. */
function levelPictures(posterior: Posterior): LevelPicture[] {
  const isKnown = Object.keys(posterior.tensors).some((name) => /inclusionLogit$/i.test(name));
  const scores = isKnown ? scoresOf(posterior, 'inclusion').levels : [];
  return structureOf(posterior.network).levels.map(({ size, owner, prunable }, level) => ({
    size,
    owner,
    prunable,
    logOdds: scores[level],
  }));
}

function layerPictures({ network }: Posterior): LayerPicture[] {
  const shapes = shapesOf(network);
  const notations = formatLayers(network);
  const { weighted } = structureOf(network);
  return network.layers.map((layer, index) => {
    const found = weighted.find((each) => each.index === index);
    const weights = found ? sizeOf(found.shape) : 0;
    return {
      notation: notations[index]!,
      kind: layer.kind,
      outputShape: shapes[index]!,
      reads: sourcesOf(network, index),
      activation: 'activation' in layer ? formatActivation(layer.activation) : undefined,
      weights: found && {
        parameters: weights + found.layer.units,
        macs: weights * found.positions,
        weightBytes: floatBytes * (weights + found.layer.units),
        activationBytes: floatBytes * sizeOf(found.outputShape),
        level: found.output[0]!.level,
      },
    };
  });
}
