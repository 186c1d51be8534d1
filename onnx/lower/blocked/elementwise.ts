import { type graph, type Node, type Shape, sizeOf } from '../../../core/index.ts';
import { reshaped } from '../emission.ts';
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
  const { emission, size } = blocks;
  const { shape, inputs } = node;
  const name = emission.scope.fresh();
  const isRepeated = (input: Node) => !isWhole(input, shape) && sizeOf(input.shape) > 1;
  if (!inputs.some(isRepeated)) {
    const operands = inputs.map((input) => (isWhole(input, shape) ? blocks.of(input) : emission.plain(input)));
    emission.nodes.push(...lowerOperation(node, operands, name, emission.scope));
    blocks.set(node, name);
    return;
  }
  const operands = inputs.map((input) => {
    if (isWhole(input, shape)) return reshaped(emission, blocks.of(input), apart(shape, size));
    return isRepeated(input)
      ? reshaped(emission, emission.plain(input), apart(input.shape, size))
      : emission.plain(input);
  });
  emission.nodes.push(...lowerOperation(node, operands, name, emission.scope));
  blocks.set(node, reshaped(emission, name, shape));
}

function isWhole(input: Node, shape: Shape): boolean {
  return input.shape.length === 4 && input.shape.every((length, axis) => length === shape[axis]);
}

/** Whether it is the same for all rows and columns. */
function isForEveryPixel({ shape }: Node): boolean {
  return shape.slice(-2).every((length) => length === 1);
}

/** `[N, C, H, W]` with its blocks told: `[N, C / block, H W, block]`. */
function apart(shape: Shape, size: number): number[] {
  const [images, channels, height, width] = [1, 1, 1, 1, ...shape].slice(-4) as [number, number, number, number];
  return channels === 1 ? [images, 1, height * width, 1] : [images, channels / size, height * width, size];
}
