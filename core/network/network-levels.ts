import { type Shape, sizeOf } from '../shape.ts';
import { type Activation, activationAtZero, isPerUnit, ofUnit } from './activation.ts';
import { activationAt } from './activation-at.ts';
import { aligned, inParts, sliceOf } from './divided-axes.ts';
import { type LevelAxis, runsOver, type ValueAxis, type ValueSegment } from './level-axis.ts';
import { createTies } from './level-ties.ts';
import { featureShape, shapesOf, type ValueShape, weightShape } from './network-shapes.ts';
import { addsZeros, type Layer, type NetworkSpec, sourceOf, type WeightedLayer } from './network-spec.ts';

/**
 * What can only come and go together: the features, or units and channels. Channels that a sum, a product or a depthwise
 * convolution ties to others are of one level with them; those of which something reads a part alone are several, so that
 * some of each part stay. Level 0 are the features, the last are the outputs (or, where
 * sums tie the outputs to the features, just one more that stays whole).
 */
export interface Level {
  readonly size: number;
  /** `inputs`, or by its owner `layers.3`; where that has several, from the second on `layers.3.part1`. */
  readonly name: string;
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
  /** What the features stand for, or the channels of the image that they are. */
  readonly features: ValueAxis;
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

/** Whether there is anything that could be removed. */
export function isPrunable(network: NetworkSpec): boolean {
  return structureOf(network).levels.some(({ prunable }) => prunable);
}

/** The levels whose members are compared with one another: what leaves weights to nothing still matters there. */
export function comparedLevels(network: NetworkSpec): ReadonlySet<number> {
  const { features, outputs } = structureOf(network);
  const compared = network.layers.flatMap((layer, index) => {
    if (layer.kind !== 'channel-max') return [];
    const source = sourceOf(network, index);
    return source === -1 ? features : outputs[source]!;
  });
  return new Set(compared.map(({ level }) => level));
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

  const idleAfter = ({ activation }: { activation: Activation }, segment: ValueSegment, idle: number): number => {
    // Slopes would make something else of it for every member.
    if (idle < 0 && isPerUnit(activation)) fix([segment]);
    return activationAt(ofUnit(activation, 0), idle);
  };
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
      case 'add':
      case 'multiply': {
        const other = axisOf(layer.with);
        const pairs = aligned(ties, input, other);
        // What is divided otherwise has no members in common that could leave together.
        if (!pairs) {
          fix([...input, ...other]);
          return input.map((segment) => ({ ...segment, idle: 0 }));
        }
        const [own, others] = pairs;
        return own.map((segment, at): ValueSegment => {
          const { level, idle } = others[at]!;
          ties.unite(segment.level, level);
          const left = layer.kind === 'add' ? segment.idle + idle : segment.idle * idle;
          return { ...segment, idle: idleAfter(layer, segment, left) };
        });
      }
      case 'slice': {
        const part = sliceOf(ties, input, layer.start, layer.end);
        if (part) return part.map((segment) => ({ ...segment, idle: idleAfter(layer, segment, segment.idle) }));
        // What goes through a member, or is of the features, is of values that all stay.
        const whole = newAxis(layer.end - layer.start);
        fix([...input, ...whole]);
        return leaving(whole, 0);
      }
      case 'channel-max': {
        const largest = newAxis(1);
        fix(largest);
        return leaving(largest, 0);
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
  const order = ties.inOrder(last.map(({ level }) => level));
  const numbers = new Map(order.map((provisional, level) => [provisional, level]));
  const renumbered = (axis: ValueAxis): ValueAxis =>
    inParts(ties, axis).map((segment) => ({ ...segment, level: numbers.get(segment.level)! }));
  const weighted = found.map(
    (each, ordinal): Weighted => ({
      ...each,
      ordinal,
      input: renumbered(each.input),
      output: renumbered(each.output),
    }),
  );
  const fixedLevels = new Set([...fixed].flatMap(ties.partsOf).map(({ level }) => level));
  const owned = new Map<number, number>();
  const levels = order.map((provisional, level): Level => {
    const { size } = ties.partsOf(provisional)[0]!;
    const isWhole = fixedLevels.has(provisional);
    if (level === 0) return { name: 'inputs', size, owner: undefined, prunable: !network.image && !isWhole };
    const owner = ownerOf(level, weighted);
    const part = owned.get(owner) ?? 0;
    owned.set(owner, part + 1);
    const name = part === 0 ? `layers.${owner}` : `layers.${owner}.part${part}`;
    return { name, size, owner, prunable: level < order.length - 1 && !isWhole };
  });
  return {
    levels,
    weighted,
    features: renumbered(features),
    outputs: outputs.map(renumbered),
    outputWidth: sizeOf(shapes.at(-1)!),
  };
}

/** Of a level that no layer makes alone, as of a part of the features, the first layer that reads it. */
function ownerOf(level: number, weighted: readonly Weighted[]): number {
  const maker = weighted.find(({ output }) => runsOver(output, level));
  return (maker ?? weighted.find(({ input }) => runsOver(input, level)) ?? weighted[0]!).index;
}

function leaving(axis: LevelAxis, idle: number): ValueAxis {
  return axis.map((segment) => ({ ...segment, idle }));
}
