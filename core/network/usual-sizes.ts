import type { CompactNetwork, CompactWeightedLayer } from './compact-network.ts';
import { isWeighted } from './network-spec.ts';
import { rootMeanSquares, scaledReader, withUnitsDivided } from './rescaled-units.ts';

/** What a training changes weights by at most, about, in powers of two. */
const mostUnusualOctaves = 3;

/**
 * The same function by weights that can be trained: where layers after one another have weights of quite another size than at
 * the start of a training (He's), as in files whose layers share the scale of their codes, all of them get a size that is as
 * far from it as they are together.
 */
export function withUsualSizes(network: CompactNetwork): CompactNetwork {
  let { layers } = network;
  const followers = new Set(layers.map((_, index) => scaledReader(network, index)));
  layers.forEach((first, start) => {
    if (!isWeighted(first) || followers.has(start)) return;
    const chain = [start];
    for (let next = scaledReader(network, start); next !== undefined; next = scaledReader(network, next))
      chain.push(next);
    const octaves = chain.map((index) => Math.log2(unusualSize(layers[index] as CompactWeightedLayer)));
    if (!octaves.some((octave) => Math.abs(octave) > mostUnusualOctaves) || !octaves.every(Number.isFinite)) return;
    const together = 2 ** (octaves.reduce((sum, octave) => sum + octave, 0) / chain.length);
    chain.slice(0, -1).forEach((index, at) => {
      const layer = layers[index] as CompactWeightedLayer;
      const factors = new Array<number>(layer.units).fill(unusualSize(layer) / together);
      layers = withUnitsDivided(layers, index, chain[at + 1]!, factors);
    });
  });
  return { ...network, layers };
}

/** The root mean square of a layer's weights beside what He's initialisation has. */
function unusualSize({ weight, units }: CompactWeightedLayer): number {
  const fanIn = weight.data.length / units;
  const squares = rootMeanSquares(weight).reduce((sum, size) => sum + size * size, 0);
  return Math.sqrt(squares / units / (2 / fanIn));
}
