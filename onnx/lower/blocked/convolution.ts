import { type graph, type Node, sizeOf } from '../../../core/index.ts';
import { padded, reshaped, transposed } from '../emission.ts';
import { convolutionAttributes } from '../lower-operation.ts';
import { type Blocks, blockedDomain, fillsBlocks, inBlocks, outOfBlocks } from './blocks.ts';

type Conv = graph.NodeOf<'Conv'>;

/** Whether a convolution is faster in blocks: of all channels, or of each by itself, where they fill most of the blocks. */
export function convolvesInBlocks(node: Conv, size: number): boolean {
  const filters = node.shape[1]!;
  return (node.attributes.groups === 1 || isDepthwise(node)) && fillsBlocks(filters, size);
}

function isDepthwise({ attributes: { groups }, inputs: [x], shape }: Conv): boolean {
  return x!.shape[1] === groups && shape[1] === groups;
}

/**
 * @param output the name that the result shall have where it comes out of its blocks, because it does not fill them
 * @param added what the result is added to, of its shape
 * @returns that name, or undefined where the result is in blocks
 */
export function convolveInBlocks(
  node: Conv,
  blocks: Blocks,
  output: string | undefined,
  added?: Node,
): string | undefined {
  const { emission, size } = blocks;
  const [x, weight, bias] = node.inputs as [Node, Node, Node | undefined];
  const filters = node.shape[1]!;
  const filled = inBlocks(filters, size);
  const apart = isDepthwise(node);
  // Images of a few channels are read as they are.
  const input = !apart && x.shape[1]! < size ? emission.plain(x) : blocks.of(x);
  const inputs = [input, filtersInBlocks(weight, blocks, !apart && x.shape[1]! >= size)];
  if (bias) inputs.push(padded(emission, emission.plain(bias), [0], [filled - filters]));
  if (added) inputs.push(...(bias ? [] : ['']), blocks.of(added));
  const attributes = {
    ...convolutionAttributes({ ...node.attributes, groups: apart ? filled : 1 }),
    kernel_shape: { type: 'ints', value: weight.shape.slice(2) },
  } as const;
  const name = emission.add('Conv', inputs, { domain: blockedDomain, attributes });
  if (filled !== filters) return outOfBlocks(emission, name, filters, output);
  blocks.set(node, name);
  return undefined;
}

/**
 * A weight `[O, I, kh, kw]` as `[O / block, I / block, kh, kw, block of I, block of O]`.
 * @param both whether what it reads comes in blocks of channels too; else I stays before the kernel
 */
function filtersInBlocks(weight: Node, { size, emission }: Blocks, both: boolean): string {
  const [filters, channels, ...kernel] = weight.shape as [number, number, number, number];
  const filled = [inBlocks(filters, size), both ? inBlocks(channels, size) : channels] as const;
  const missing = [filled[0] - filters, filled[1] - channels, 0, 0];
  const whole = padded(emission, emission.plain(weight), [0, 0, 0, 0], missing);
  const outer = [filled[0] / size, size];
  const inner = sizeOf(kernel);
  const turned = both
    ? transposed(emission, reshaped(emission, whole, [...outer, filled[1] / size, size, inner]), [0, 2, 4, 3, 1])
    : transposed(emission, reshaped(emission, whole, [...outer, channels * inner]), [0, 2, 1]);
  return reshaped(emission, turned, [...filled, ...kernel]);
}
