import { type Shape, sizeOf } from '../tensor.ts';
import { activationAtZero } from './activation.ts';
import { activationAt } from './activation-at.ts';
import { type LevelAxis, runsOver, type ValueAxis } from './level-axis.ts';
import { featureShape, shapesOf, type ValueShape, weightShape } from './network-shapes.ts';
import { addsZeros, type Layer, type NetworkSpec, sourceOf, type WeightedLayer } from './network-spec.ts';

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
  readonly input: ValueAxis;
  readonly output: ValueAxis;
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
  readonly outputs: readonly ValueAxis[];
  /** Numbers that the network puts out for each example. */
  readonly outputWidth: number;
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
  const fix = (axis: LevelAxis) => {
    for (const { level } of axis) fixed.add(level);
  };
  const newAxis = (size: number): LevelAxis => [{ level: ties.add(size), size, block: 1 }];
  const features = leaving(newAxis(featureShape(network)[0]), 0);
  const outputs: ValueAxis[] = [];
  const axisOf = (source: number) => (source === -1 ? features : outputs[source]!);
  const shapeOf = (source: number) => (source === -1 ? featureShape(network) : shapes[source]!);
  const found: Omit<Weighted, 'ordinal'>[] = [];

  const axisAfter = (layer: Layer, index: number): ValueAxis => {
    const source = sourceOf(network, index);
    const input = axisOf(source);
    switch (layer.kind) {
      case 'dense':
      case 'convolution': {
        const tied = layer.kind === 'convolution' && layer.groups === 'depthwise';
        const output = leaving(tied ? input : newAxis(layer.units), activationAtZero(layer.activation));
        const shape = weightShape(network, shapes, index);
        const outputShape = shapes[index]!;
        const positions = sizeOf(outputShape) / layer.units;
        const fanIn = sizeOf(shape) / layer.units;
        found.push({ index, layer, shape, fanIn, input, output, tied, positions, outputShape });
        if (layer.kind === 'convolution') {
          // The zeros around an image would not be what a removed unit leaves behind: it could not be folded away.
          if (addsZeros(layer)) fix(input.filter(({ idle }) => idle !== 0));
          // Groups of several channels must stay as large as they are.
          if (isGrouped(layer) && !tied) fix([...input, ...output]);
        }
        return output;
      }
      case 'flatten': {
        const perChannel = sizeOf(shapeOf(source)) / shapeOf(source)[0];
        return input.map((segment) => ({ ...segment, block: segment.block * perChannel }));
      }
      case 'concat':
        return [input, ...layer.with.map(axisOf)].flat();
      case 'add': {
        const other = axisOf(layer.with);
        const matches = isDividedAlike(input, other);
        // What is divided otherwise has no members in common that could leave together.
        if (!matches) fix([...input, ...other]);
        else for (const [at, { level }] of input.entries()) ties.unite(level, other[at]!.level);
        return input.map((segment, at) => ({
          ...segment,
          idle: matches ? activationAt(layer.activation, segment.idle + other[at]!.idle) : 0,
        }));
      }
      case 'batch-norm':
        if (activationAtZero(layer.activation) !== 0) fix(input);
        return input;
      case 'pool':
      case 'global-pool':
        if (addsZeros(layer)) fix(input.filter(({ idle }) => idle !== 0));
        return input;
      default:
        return layer satisfies never;
    }
  };
  for (const [index, layer] of network.layers.entries()) outputs.push(axisAfter(layer, index));

  // Whatever the last layer puts out must be there.
  const last = outputs.at(-1)!;
  fix(last);
  const numbering = ties.numbered(last.map(({ level }) => level));
  const renumbered = (axis: ValueAxis): ValueAxis =>
    axis.map((segment) => ({ ...segment, level: numbering.numberOf(segment.level) }));
  const weighted = found.map(
    (each, ordinal): Weighted => ({
      ...each,
      ordinal,
      input: renumbered(each.input),
      output: renumbered(each.output),
    }),
  );
  const fixedLevels = new Set([...fixed].map(numbering.numberOf));
  const levels = numbering.sizes.map((size, level): Level => {
    const isWhole = fixedLevels.has(level);
    if (level === 0) return { size, owner: undefined, prunable: !network.image && !isWhole };
    const owner = weighted.find(({ output }) => runsOver(output, level))!;
    return { size, owner: owner.index, prunable: level < numbering.sizes.length - 1 && !isWhole };
  });
  return { levels, weighted, outputs: outputs.map(renumbered), outputWidth: sizeOf(shapes.at(-1)!) };
}

function leaving(axis: LevelAxis, idle: number): ValueAxis {
  return axis.map((segment) => ({ ...segment, idle }));
}

/** Whether two axes of one length are joined from segments of the same sizes. */
function isDividedAlike(one: LevelAxis, other: LevelAxis): boolean {
  return (
    one.length === other.length &&
    one.every(({ size, block }, at) => size === other[at]!.size && block === other[at]!.block)
  );
}

/** Disjoint sets of provisional levels of one size, numbered in the end in the order of their first members, but `last` after all. */
function createTies() {
  const parents: number[] = [];
  const sizes: number[] = [];
  const root = (level: number): number => (parents[level] === level ? level : root(parents[level]!));
  return {
    add: (size: number) => {
      sizes.push(size);
      return parents.push(parents.length) - 1;
    },
    unite: (one: number, other: number) => {
      const [low, high] = [root(one), root(other)].sort((a, b) => a - b) as [number, number];
      parents[high] = low;
    },
    numbered: (last: readonly number[]) => {
      const atEnd = new Set(last.map(root));
      const place = (level: number) => (level > 0 && atEnd.has(level) ? parents.length + level : level);
      const roots = [...new Set(parents.map((_, level) => root(level)))].sort((a, b) => place(a) - place(b));
      return {
        sizes: roots.map((level) => sizes[level]!),
        numberOf: (level: number) => roots.indexOf(root(level)),
      };
    },
  };
}
