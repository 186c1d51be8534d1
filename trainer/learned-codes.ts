import {
  type CompactNetwork,
  fittedGrid,
  isWeighted,
  type NetworkSpec,
  onGrid,
  type Tensor,
  weightedLayers,
} from '../core/index.ts';
import { check } from './check-options.ts';
import { logStepName } from './families/rounded-weights.ts';
import type { TrainingState } from './step/training-state.ts';

/** Of each layer with weights, the bits of the codes that they will be stored as; undefined where they stay as they are. */
export type BitsByLayer = readonly (number | undefined)[];

/**
 * @param weightBits for all layers with weights, or one for each
 * @throws ARGUMENT_INVALID when there is no code of so many bits, or another number of layers
 */
export function bitsByLayer(network: NetworkSpec, weightBits: number | BitsByLayer): BitsByLayer {
  const { length } = weightedLayers(network);
  const bits = typeof weightBits === 'number' ? new Array<number>(length).fill(weightBits) : weightBits;
  check(
    'The number of bits of a weight',
    bits.find((each) => each !== undefined && !isCodeWidth(each)),
    isCodeWidth,
    'a whole number from 2 to 8',
  );
  check(
    'The number of widths in bits',
    bits.length,
    (count) => count === length,
    `that of the layers with weights, ${length}`,
  );
  return bits;
}

function isCodeWidth(bits: number): boolean {
  return Number.isInteger(bits) && bits >= 2 && bits <= 8;
}

/**
 * Steps to start from: those of grids that fit the weights as they are.
 * @param sharedSteps of each layer with weights, whether its units share one; none when not given
 */
export function startingSteps(
  network: CompactNetwork,
  weightBits: BitsByLayer,
  sharedSteps: readonly boolean[] = [],
): TrainingState {
  let ordinal = 0;
  const steps = network.layers.flatMap((layer, index) => {
    if (!isWeighted(layer)) return [];
    const isShared = sharedSteps[ordinal];
    const bits = weightBits[ordinal++];
    if (bits === undefined) return [];
    const fitted = () => fittedGrid(layer.weight, isShared ? 1 : layer.units, bits);
    const grid = layer.grid?.bits === bits && !isShared ? layer.grid : fitted();
    return [[logStepName(index), { shape: [grid.steps.length], data: grid.steps.map(Math.log) }]];
  });
  return Object.fromEntries(steps);
}

/** A network with its weights on the grids whose steps were trained with them. */
export function onLearnedGrids(
  network: CompactNetwork,
  trained: TrainingState,
  weightBits: BitsByLayer,
): CompactNetwork {
  let ordinal = 0;
  const layers = network.layers.map((layer, index) => {
    const bits = isWeighted(layer) ? weightBits[ordinal++] : undefined;
    if (!isWeighted(layer) || bits === undefined) return layer;
    const grid = { bits, steps: stepsFrom(trained[logStepName(index)]!, layer.units) };
    return { ...layer, weight: onGrid(layer.weight, grid), grid };
  });
  return { ...network, layers };
}

/** For each unit the step it has, also where it shares it. */
function stepsFrom({ data }: Tensor, units: number): Float32Array {
  const steps = data.map(Math.exp);
  return steps.length === units ? steps : new Float32Array(units).fill(steps[0]!);
}
