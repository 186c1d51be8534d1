import { featureShape, shapesOf, type ValueShape, weightShape } from './network-shapes.ts';
import { activationAtZero, isWeighted, type NetworkSpec, sourceOf, type WeightedLayer } from './network-spec.ts';
import { type Shape, sizeOf } from './tensor.ts';

/**
 * What can only come and go together: the features, or units and channels. Channels that a sum or a depthwise
 * convolution ties to others are of one level with them. Level 0 are the features, the last are the outputs (or, where
 * sums tie the outputs to the features, just one more that stays whole).
 */
export interface Level {
  readonly size: number;
  /** The first layer with weights whose units these are; undefined for the features. */
  readonly owner: number | undefined;
  /** Whether its members may be removed; the channels of images that are features may not, nor may outputs. */
  readonly prunable: boolean;
}

/** An axis that runs over a level's members, with `block` neighbouring values for each. */
export interface LevelAxis {
  readonly level: number;
  readonly block: number;
}

/** A layer with weights, and what its rows and columns stand for. */
export interface Weighted {
  /** Among all layers: what its parameters are named by. */
  readonly index: number;
  /** Among the layers with weights. */
  readonly ordinal: number;
  readonly layer: WeightedLayer;
  /** Of its weight, see `weightShape`. */
  readonly shape: Shape;
  /** Weights for each unit. */
  readonly fanIn: number;
  readonly input: LevelAxis;
  readonly output: LevelAxis;
  /** Depthwise: a unit reads only the channel that it replaces. */
  readonly tied: boolean;
  /** Positions of the output at which the weights are applied: 1, or height x width. */
  readonly positions: number;
  readonly outputShape: ValueShape;
}

export interface NetworkStructure {
  readonly levels: readonly Level[];
  readonly weighted: readonly Weighted[];
  /** What the channels of each layer's output stand for. */
  readonly outputs: readonly LevelAxis[];
  /** Numbers that the network puts out for each example. */
  readonly outputWidth: number;
  /** What a removed unit leaves in the output of each layer: a constant, the same for all units of the layer. */
  readonly idle: readonly number[];
}

const known = new WeakMap<NetworkSpec, NetworkStructure>();

/** @throws NETWORK_INVALID as `shapesOf` */
export function structureOf(network: NetworkSpec): NetworkStructure {
  const found = known.get(network) ?? analyse(network);
  known.set(network, found);
  return found;
}

export function weightedLayers(network: NetworkSpec): readonly Weighted[] {
  return structureOf(network).weighted;
}

/** Whether a unit reads only some of the channels, as many whatever leaves. */
export function isGrouped(layer: WeightedLayer): boolean {
  return layer.kind === 'convolution' && layer.groups !== 1;
}

/** Which members the axes of a layer's weight run over; a kernel's height and width run over none. */
export function weightAxes({ layer, input, output }: Weighted): readonly LevelAxis[] {
  return isGrouped(layer) ? [output] : [output, input];
}

/** Sizes of the levels; of a chain of dense layers the widths from inputs to outputs. */
export function widthsOf(network: NetworkSpec): number[] {
  return structureOf(network).levels.map(({ size }) => size);
}

/** Weights and biases. */
export function parameterCount(network: NetworkSpec): number {
  return weightedLayers(network).reduce((sum, { shape, layer }) => sum + sizeOf(shape) + layer.units, 0);
}

/** Multiply-accumulates of one forward pass on one example. */
export function macCount(network: NetworkSpec): number {
  return weightedLayers(network).reduce((sum, { shape, positions }) => sum + sizeOf(shape) * positions, 0);
}

function analyse(network: NetworkSpec): NetworkStructure {
  const shapes = shapesOf(network);
  const ties = createTies();
  const fixed = new Set<number>();
  const features: LevelAxis = { level: ties.add(), block: 1 };
  const outputs: LevelAxis[] = [];
  const axisOf = (source: number) => (source === -1 ? features : outputs[source]!);
  const shapeOf = (source: number) => (source === -1 ? featureShape(network) : shapes[source]!);
  const idle: number[] = [];
  const idleOf = (source: number) => (source === -1 ? 0 : idle[source]!);
  const found: Omit<Weighted, 'ordinal'>[] = [];

  network.layers.forEach((layer, index) => {
    const source = sourceOf(network, index);
    const input = axisOf(source);
    const isTied = layer.kind === 'convolution' && layer.groups === 'depthwise';
    if (isWeighted(layer)) {
      const output = { level: isTied ? input.level : ties.add(), block: 1 };
      outputs.push(output);
      idle.push(activationAtZero(layer.activation));
      const shape = weightShape(network, shapes, index);
      const outputShape = shapes[index]!;
      const positions = sizeOf(outputShape) / layer.units;
      const fanIn = sizeOf(shape) / layer.units;
      found.push({ index, layer, shape, fanIn, input, output, tied: isTied, positions, outputShape });
      if (layer.kind === 'convolution') {
        // The zeros around an image would not be what a removed unit leaves behind: it could not be folded away.
        if (idleOf(source) !== 0 && layer.pads.some((pad) => pad > 0)) fixed.add(input.level);
        // Groups of several channels must stay as large as they are.
        if (isGrouped(layer) && !isTied) fixed.add(input.level).add(output.level);
      }
    } else if (layer.kind === 'flatten') {
      outputs.push({ level: input.level, block: (input.block * sizeOf(shapeOf(source))) / shapeOf(source)[0] });
      idle.push(idleOf(source));
    } else if (layer.kind === 'add') {
      ties.unite(input.level, axisOf(layer.with).level);
      outputs.push(input);
      idle.push(0);
      // Only where removed units leave nothing behind is their sum nothing too.
      if (idleOf(source) + idleOf(layer.with) + activationAtZero(layer.activation) !== 0) fixed.add(input.level);
    } else {
      outputs.push(input);
      idle.push(idleOf(source));
      if (layer.kind === 'batch-norm' && activationAtZero(layer.activation) !== 0) fixed.add(input.level);
    }
  });

  // Whatever the last layer puts out must be there.
  const last = outputs.at(-1)!.level;
  fixed.add(last);
  const numberOf = ties.numbers(last);
  const renumbered = (axis: LevelAxis): LevelAxis => ({ level: numberOf(axis.level), block: axis.block });
  const weighted = found.map(
    (each, ordinal): Weighted => ({
      ...each,
      ordinal,
      input: renumbered(each.input),
      output: renumbered(each.output),
    }),
  );
  const fixedLevels = new Set([...fixed].map(numberOf));
  const count = Math.max(...weighted.map(({ output }) => output.level)) + 1;
  const levels = Array.from({ length: count }, (_, level): Level => {
    const owner = weighted.find(({ output }) => output.level === level);
    if (level === 0 || !owner) {
      return { size: featureShape(network)[0], owner: undefined, prunable: !network.image && !fixedLevels.has(0) };
    }
    return { size: owner.layer.units, owner: owner.index, prunable: level < count - 1 && !fixedLevels.has(level) };
  });
  return { levels, weighted, outputs: outputs.map(renumbered), outputWidth: sizeOf(shapes.at(-1)!), idle };
}

/** Disjoint sets of provisional levels, numbered in the end in the order of their first members, but `last` after all. */
function createTies() {
  const parents: number[] = [];
  const root = (level: number): number => (parents[level] === level ? level : root(parents[level]!));
  return {
    add: () => parents.push(parents.length) - 1,
    unite: (one: number, other: number) => {
      const [low, high] = [root(one), root(other)].sort((a, b) => a - b) as [number, number];
      parents[high] = low;
    },
    numbers: (last: number) => {
      const place = (level: number) => (level > 0 && level === root(last) ? Infinity : level);
      const roots = [...new Set(parents.map((_, level) => root(level)))].sort((a, b) => place(a) - place(b));
      return (level: number) => roots.indexOf(root(level));
    },
  };
}
