import type { Node } from '../../../core/index.ts';
import type { Emission } from '../emission.ts';
import { addedConvolutions } from './added-convolutions.ts';
import { type Blocks, createBlocks, outOfBlocks } from './blocks.ts';
import { convolveInBlocks, convolvesInBlocks } from './convolution.ts';
import { lowerInBlocks, staysInBlocks } from './elementwise.ts';
import { sumInBlocks, sumsInBlocks } from './sums.ts';
import { gatherInBlocks } from './weight-gradient.ts';

/** Lowers convolutions, and what goes from one to the next, to onnxruntime's operators on blocks of channels. */
export interface BlockedLowering {
  /**
   * @param output the name that the value shall have, if it has to have one
   * @returns undefined where `node` is to be lowered as usual; else how its value can be had
   */
  lower(node: Node, output: string | undefined): Lowered | undefined;
  /** Emits the plain form of a value of numbers that there is in blocks. */
  unblocked(node: Node, output: string | undefined): string;
}

/** Under a name, or in blocks. */
export type Lowered = { readonly name: string } | 'in blocks';

/** @param outputs of the whole graph */
export function createBlockedLowering(size: number, emission: Emission, outputs: readonly Node[]): BlockedLowering {
  const blocks = createBlocks(size, emission);
  const added = addedConvolutions(outputs, size);
  const later = new Set<Node>([...added.values()].map(({ convolution }) => convolution));
  return {
    lower: (node, output) => {
      // Nobody but the sum asks for it.
      if (later.has(node)) return 'in blocks';
      const sum = added.get(node);
      if (!sum) return lower(node, blocks, output);
      convolveInBlocks(sum.convolution, blocks, undefined, sum.other);
      blocks.set(node, blocks.of(sum.convolution));
      return 'in blocks';
    },
    unblocked: (node, output) => outOfBlocks(emission, blocks.of(node), node.shape[1]!, output),
  };
}

function lower(node: Node, blocks: Blocks, output: string | undefined): Lowered | undefined {
  if (node.kind === 'Conv') {
    if (!convolvesInBlocks(node, blocks.size)) return undefined;
    const name = convolveInBlocks(node, blocks, output);
    return name === undefined ? 'in blocks' : { name };
  }
  if (node.kind === 'ConvWeightGradient') return { name: gatherInBlocks(node, blocks, output) };
  if (node.kind === 'ReduceSum' || node.kind === 'ReduceMean') {
    return sumsInBlocks(node, blocks) ? { name: sumInBlocks(node, blocks, output) } : undefined;
  }
  if (!staysInBlocks(node, blocks)) return undefined;
  lowerInBlocks(node, blocks);
  return 'in blocks';
}
