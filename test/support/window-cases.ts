import { graph, type RandomStream } from '../../core/index.ts';
import { below, type Draw, type OperationCase } from './operation-case.ts';

/** One group, several, or each channel a group of its own. */
export const sharings = ['whole', 'groups', 'depthwise'] as const;
type Sharing = (typeof sharings)[number];

/** Convolutions: kernels 1 to 5, strides 1 to 3 (that need not divide), padding that differs by side, dilations. */
export function convCase(sharing: Sharing): Draw {
  return (random) => convolution(random, drawConvolution(random, sharing));
}

/** Convolutions whose padding, split at will between the sides, keeps the size of the image. */
export function sizeKeepingConvCase(sharing: Sharing): Draw {
  return (random) => {
    const drawn = drawConvolution(random, sharing);
    const { dilations } = drawn.options;
    const spare = pair((axis) => dilations[axis] * (drawn.weight[axis + 2]! - 1));
    const [top, left] = pair((axis) => below(random, spare[axis] + 1));
    const pads: graph.Pads = [top, left, spare[0] - top, spare[1] - left];
    return convolution(random, { ...drawn, options: { ...drawn.options, strides: [1, 1], pads } });
  };
}

/** What `convCase` would read of its result, going back to images of every size that gives that result. */
export function convTransposeCase(sharing: Sharing): Draw {
  return (random) => {
    const { x, weight, options } = drawConvolution(random, sharing);
    const output = graph.conv(graph.input('x', x), graph.input('weight', weight), options).shape;
    const along = (axis: 0 | 1) => {
      const { strides, pads, dilations } = options;
      const smallest =
        strides[axis] * (output[axis + 2]! - 1) +
        dilations[axis] * (weight[axis + 2]! - 1) +
        1 -
        pads[axis] -
        pads[axis + 2]!;
      return x[axis + 2]! - smallest;
    };
    const outputPadding: graph.Pair = [along(0), along(1)];
    return {
      shapes: { y: output, weight },
      build: (p) => graph.convTranspose(p['y']!, p['weight']!, { ...options, outputPadding }),
      positive: false,
    };
  };
}

/** What flows to the weight of a convolution of `convCase`. */
export function convWeightGradientCase(sharing: Sharing): Draw {
  return (random) => {
    const { x, weight, options } = drawConvolution(random, sharing);
    const dy = graph.conv(graph.input('x', x), graph.input('weight', weight), options).shape;
    const kernel: graph.Pair = [weight[2]!, weight[3]!];
    return {
      shapes: { x, dy },
      build: (p) => graph.convWeightGradient(p['x']!, p['dy']!, kernel, options),
      positive: false,
    };
  };
}

/** Pools whose windows overlap, leave gaps and reach into padding. */
export function poolCase(pool: typeof graph.maxPool): Draw {
  return (random) => {
    const kernel = pair(() => 1 + below(random, 4));
    const pads = sides((side) => below(random, Math.min(3, kernel[side]!)));
    const strides = pair(() => 1 + below(random, 3));
    const image = [0, 1].map((axis) => Math.max(1, kernel[axis]! - pads[axis]! - pads[axis + 2]!) + below(random, 4));
    return {
      shapes: { x: [1 + below(random, 2), 1 + below(random, 3), ...image] },
      build: ({ x }) => pool(x!, kernel, { strides, pads }),
      positive: false,
    };
  };
}

/** Pools whose windows cover the image exactly, each pixel once. */
export function tilingPoolCase(pool: typeof graph.maxPool): Draw {
  return (random) => {
    const kernel = pair(() => 1 + below(random, 3));
    const image = kernel.map((size) => size * (1 + below(random, 3)));
    return {
      shapes: { x: [1 + below(random, 2), 1 + below(random, 3), ...image] },
      build: ({ x }) => pool(x!, kernel),
      positive: false,
    };
  };
}

interface Convolution {
  readonly x: readonly number[];
  readonly weight: readonly number[];
  readonly options: Required<Omit<graph.ConvOptions, 'bias'>>;
}

function convolution(random: RandomStream, { x, weight, options }: Convolution): OperationCase {
  const withBias = random.uniform() < 0.5;
  return {
    shapes: { x, weight, ...(withBias && { bias: [weight[0]!] }) },
    build: (p) => graph.conv(p['x']!, p['weight']!, { ...options, ...(p['bias'] && { bias: p['bias'] }) }),
    positive: false,
  };
}

function drawConvolution(random: RandomStream, sharing: Sharing): Convolution {
  const groups = sharing === 'whole' ? 1 : 2 + below(random, 2);
  const depth = sharing === 'depthwise' ? 1 : 1 + below(random, 2);
  const filters = groups * (1 + below(random, 2));
  const kernel = pair(() => 1 + below(random, 5));
  const dilations = pair((axis) => (kernel[axis] < 4 ? 1 + below(random, 2) : 1));
  const strides = pair(() => 1 + below(random, 3));
  const pads = sides(() => below(random, 3));
  const image = [0, 1].map((axis) => {
    const reach = dilations[axis]! * (kernel[axis]! - 1) + 1;
    return Math.max(1, reach - pads[axis]! - pads[axis + 2]!) + below(random, 4);
  });
  return {
    x: [1 + below(random, 2), groups * depth, ...image],
    weight: [filters, depth, ...kernel],
    options: { strides, pads, dilations, groups },
  };
}

function pair(draw: (axis: 0 | 1) => number): graph.Pair {
  return [draw(0), draw(1)];
}

/** @param draw gets the axis of each side */
function sides(draw: (axis: 0 | 1) => number): graph.Pads {
  return [draw(0), draw(1), draw(0), draw(1)];
}
