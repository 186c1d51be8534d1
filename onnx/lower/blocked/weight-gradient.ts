import { type graph, type Node, sizeOf } from '../../../core/index.ts';
import { padded, reshaped, transposed } from '../emission.ts';
import { convolutionAttributes } from '../lower-operation.ts';
import { type Blocks, blockedDomain, fillsBlocks, inBlocks, intoBlocks, outOfBlocks } from './blocks.ts';

type WeightGradient = graph.NodeOf<'ConvWeightGradient'>;

/**
 * Whether it is faster as a convolution in blocks than as a product of columns: for kernels of more than one element, of
 * which there would be so many columns more, on images of at least a block of channels.
 */
export function gathersInBlocks(node: Node, size: number): boolean {
  if (node.kind !== 'ConvWeightGradient') return false;
  const [x, dy] = node.inputs as [Node, Node];
  if (isDepthwise(node)) return x.shape[1]! % size === 0;
  const [images, channels] = x.shape as [number, number];
  const isWorthIt = sizeOf(node.attributes.kernel) > 1 && channels >= size && fillsBlocks(dy.shape[1]!, size);
  return node.attributes.groups === 1 && isWorthIt && fillsBlocks(images, size);
}

function isDepthwise({ attributes: { groups }, inputs: [x, dy] }: WeightGradient): boolean {
  return groups > 1 && x!.shape[1] === groups && dy!.shape[1] === groups;
}

/** @returns the name of the result, which is plain */
export function gatherInBlocks(node: WeightGradient, blocks: Blocks, output: string | undefined): string {
  return (isDepthwise(node) ? ofEachChannel : ofAllChannels)(node, blocks, output);
}

/**
 * As a convolution with examples as channels and channels as examples, of which the adjoints are the filters; strides and
 * dilations change places.
 */
function ofAllChannels(node: WeightGradient, blocks: Blocks, output: string | undefined): string {
  const { emission, size } = blocks;
  const [x, dy] = node.inputs as [Node, Node];
  const [images, filters, ...places] = dy.shape as [number, number, number, number];
  const [rows, columns] = [inBlocks(images, size), inBlocks(filters, size)];
  const adjoints = padded(emission, blocks.of(dy), [0, 0, 0, 0], [rows - images, 0, 0, 0]);
  const together = reshaped(emission, adjoints, [rows / size, size, columns / size, sizeOf(places), size]);
  const byFilters = transposed(emission, together, [2, 0, 3, 1, 4]);
  const weight = reshaped(emission, byFilters, [columns, rows, ...places]);
  const gathered = emission.add('Conv', [channelsAsImages(x, padsInReach(node), blocks), weight], {
    domain: blockedDomain,
    attributes: convolutionOver(node, places, 1),
  });
  return transposed(emission, outOfBlocks(emission, gathered, filters), [1, 0, 2, 3], output);
}

/** Each channel of each image a group of its own, of which the adjoints are the filter; then summed over the images. */
function ofEachChannel(node: WeightGradient, blocks: Blocks, output: string | undefined): string {
  const { emission, size } = blocks;
  const [x, dy] = node.inputs as [Node, Node];
  const [images, channels, ...places] = dy.shape as [number, number, number, number];
  const [height, width] = x.shape.slice(2) as [number, number];
  const [top, left, bottom, right] = padsInReach(node);
  const all = images * channels;
  const pixels = reshaped(emission, blocks.of(x), [all / size, height, width, size]);
  const wide = padded(emission, pixels, [0, top, left, 0], [0, bottom, right, 0]);
  const image = reshaped(emission, wide, [1, all, height + top + bottom, width + left + right]);
  const weight = reshaped(emission, blocks.of(dy), [all, 1, ...places]);
  const attributes = convolutionOver(node, places, all);
  const gathered = emission.add('Conv', [image, weight], { domain: blockedDomain, attributes });
  const apart = outOfBlocks(emission, gathered, all);
  const elements = sizeOf(node.attributes.kernel);
  const ones = emission.scope.initializer('float32', [1, images], new Array<number>(images).fill(1));
  const sums = emission.add('MatMul', [ones, reshaped(emission, apart, [images, channels * elements])]);
  return reshaped(emission, sums, node.shape, output);
}

/** With padding of its own the kernel of onnxruntime would take the places at the sides, most of those few, one by one. */
function convolutionOver({ attributes }: WeightGradient, places: readonly number[], groups: number) {
  const { strides, dilations } = attributes;
  return {
    ...convolutionAttributes({ strides: dilations, dilations: strides, pads: [0, 0, 0, 0], groups }),
    kernel_shape: { type: 'ints', value: places },
  } as const;
}

/** `[N, C, H, W]` with zeros around it as `[C, N, H, W]` in blocks of N. */
function channelsAsImages(x: Node, pads: graph.Pads, blocks: Blocks): string {
  const { emission } = blocks;
  const [factor, other] = x.inputs;
  const isSquare = x.kind === 'Mul' && factor === other;
  return emission.scope.derived(`channels as images ${nameFor(x, blocks)} ${pads}`, () => {
    if (isSquare) {
      const root = channelsAsImages(factor!, pads, blocks);
      return emission.add('Mul', [root, root]);
    }
    const swapped = transposed(emission, emission.plain(x), [1, 0, 2, 3]);
    const [top, left, bottom, right] = pads;
    const wide = padded(emission, swapped, [0, 0, top, left], [0, 0, bottom, right]);
    return intoBlocks(emission, wide, x.shape[0]!);
  });
}

/** What tells a value from all others; it makes none that is not there. */
function nameFor(x: Node, blocks: Blocks): string {
  return blocks.has(x) ? blocks.of(x) : blocks.emission.plain(x);
}

/** Zeros around the image, less the rows and columns at the end that no window reached, because the stride does not divide. */
function padsInReach({ inputs, attributes }: WeightGradient): graph.Pads {
  const { kernel, strides, dilations, pads } = attributes;
  const [x, dy] = inputs as [Node, Node];
  const end = (axis: 0 | 1) => {
    const reach = strides[axis] * (dy.shape[axis + 2]! - 1) + dilations[axis] * (kernel[axis] - 1) + 1;
    return reach - x.shape[axis + 2]! - pads[axis];
  };
  return [pads[0], pads[1], end(0), end(1)];
}
