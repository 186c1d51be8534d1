import type { graph, Node } from '../../../core/index.ts';
import { listOf, reshaped } from '../emission.ts';
import type { Blocks } from './blocks.ts';

type Reduction = graph.NodeOf<'ReduceSum' | 'ReduceMean'>;

/** Sums over all pixels of each channel, and perhaps over all examples, of what is in blocks; means over pixels. */
export function sumsInBlocks({ kind, inputs, attributes }: Reduction, blocks: Blocks): boolean {
  const axes = attributes.axes.join();
  return blocks.has(inputs[0]!) && (axes === '2,3' || (axes === '0,2,3' && kind === 'ReduceSum'));
}

/** @returns the name of the result, which is plain */
export function sumInBlocks(node: Reduction, blocks: Blocks, output: string | undefined): string {
  const { emission, size } = blocks;
  const [x] = node.inputs as [Node];
  const [images, channels, height, width] = x.shape as [number, number, number, number];
  const rows = reshaped(emission, blocks.of(x), [(images * channels) / size, height * width, size]);
  const overPixels =
    node.kind === 'ReduceMean'
      ? emission.add('ReduceMean', [rows], { attributes: { axes: { type: 'ints', value: [1] } } })
      : emission.add('ReduceSum', [rows, listOf(emission, [1])]);
  if (node.attributes.axes.length === 2) return reshaped(emission, overPixels, [images, channels, 1, 1], output);
  const ones = emission.scope.initializer('float32', [1, images], new Array<number>(images).fill(1));
  const overImages = emission.add('MatMul', [ones, reshaped(emission, overPixels, [images, channels])]);
  return reshaped(emission, overImages, [1, channels, 1, 1], output);
}
