import { type graph, type Node, type Shape, sizeOf } from '../../../core/index.ts';
import { listOf, reshaped } from '../emission.ts';
import { lowerOperation } from '../lower-operation.ts';
import type { Blocks } from './blocks.ts';

const kinds: ReadonlySet<graph.Kind> = new Set<graph.Kind>([
  ...(['Neg', 'Abs', 'Sign', 'Exp', 'Log', 'Sqrt', 'Sigmoid', 'Tanh', 'Relu', 'Softplus', 'LeakyRelu', 'Elu'] as const),
  ...(['HardSigmoid', 'Erf', 'Round', 'IsNaN', 'Cast', 'Add', 'Sub', 'Mul', 'Div', 'Pow', 'Max', 'Min'] as const),
  ...(['Greater', 'Equal', 'Where'] as const),
]);

/** Number by number it does not matter how they lie: what is in blocks stays there. */
export function staysInBlocks(node: Node, blocks: Blocks): boolean {
  const { kind, shape, inputs } = node;
  if (!kinds.has(kind) || shape.length !== 4 || shape[1]! % blocks.size !== 0) return false;
  if (!inputs.some((input) => blocks.has(input))) return false;
  return inputs.every((input) =>
    isWhole(input, shape) ? blocks.has(input) || input.type === 'float' : isForEveryPixel(input),
  );
}

export function lowerInBlocks(node: Node, blocks: Blocks): void {
  const { emission } = blocks;
  const { shape, inputs } = node;
  const operands = inputs.map((input) => {
    if (isWhole(input, shape)) return blocks.of(input);
    return sizeOf(input.shape) === 1 ? emission.plain(input) : repeated(input, shape, blocks);
  });
  const name = emission.scope.fresh();
  emission.nodes.push(...lowerOperation(node, operands, name, emission.scope));
  blocks.set(node, name);
}

/**
 * What is the same for all pixels, in blocks, for every pixel: onnxruntime repeats what is as short as a block many times
 * slower, but an image for all images in no time.
 */
function repeated(input: Node, shape: Shape, { emission, size }: Blocks): string {
  const [images, channels] = [1, 1, 1, 1, ...input.shape].slice(-4) as [number, number];
  const [height, width] = shape.slice(2) as [number, number];
  const name = emission.plain(input);
  return emission.scope.derived(`${name} for ${height} x ${width} pixels in blocks`, () => {
    const [count, length] = channels === 1 ? [1, 1] : [channels / size, size];
    const once = reshaped(emission, name, [images, count, 1, length]);
    const often = emission.add('Expand', [once, listOf(emission, [images, count, height * width, length])]);
    return reshaped(emission, often, [images, channels, height, width]);
  });
}

function isWhole(input: Node, shape: Shape): boolean {
  return input.shape.length === 4 && input.shape.every((length, axis) => length === shape[axis]);
}

/** Whether it is the same for all rows and columns. */
function isForEveryPixel({ shape }: Node): boolean {
  return shape.slice(-2).every((length) => length === 1);
}
