import type { Node } from '../../../core/index.ts';
import { type Emission, padded } from '../emission.ts';

/**
 * The layout in which onnxruntime's processor convolves fastest: channels in blocks of as many as a register holds, the
 * block innermost, `[N, C / block, H, W, block]`, told as `[N, C, H, W]`. Its optimizer uses it where weights are
 * constants; in a training step they are not, so that we lower to its operators ourselves.
 */
export const blockedDomain = 'com.microsoft.nchwc';

/** How values come into that layout and out of it. */
export interface Blocks {
  /** Channels in a block. */
  readonly size: number;
  readonly emission: Emission;
  /** Whether a value has been made in blocks, and fills them. */
  has(node: Node): boolean;
  /** The name of a value in blocks, channels that fill the last one up being zero. */
  of(node: Node): string;
  /** Says under which name a value has been made in blocks; its channels must fill them. */
  set(node: Node, name: string): void;
}

/** ReorderInput takes channels in fours. */
const reorderedTogether = 4;

export function createBlocks(size: number, emission: Emission): Blocks {
  const names = new Map<Node, string>();
  const of = (node: Node) => {
    const known = names.get(node);
    if (known !== undefined) return known;
    const name = intoBlocks(emission, emission.plain(node), node.shape[1]!);
    names.set(node, name);
    return name;
  };
  const has = (node: Node) => names.has(node) && node.shape[1]! % size === 0;
  return { size, emission, has, of, set: (node, name) => names.set(node, name) };
}

/** @param name of an image `[N, C, H, W]` */
export function intoBlocks(emission: Emission, name: string, channels: number): string {
  const missing = inBlocks(channels, reorderedTogether) - channels;
  const filled = padded(emission, name, [0, 0, 0, 0], [0, missing, 0, 0]);
  return emission.add('ReorderInput', [filled], { domain: blockedDomain });
}

/** @param channels without those that fill the last block up */
export function outOfBlocks(emission: Emission, name: string, channels: number, output?: string): string {
  return emission.add('ReorderOutput', [name], {
    domain: blockedDomain,
    attributes: { channels: { type: 'int', value: channels } },
    ...(output !== undefined && { output }),
  });
}

/** `count` made up to whole blocks. */
export function inBlocks(count: number, size: number): number {
  return Math.ceil(count / size) * size;
}

/** Whether filling blocks up makes it less than twice the work. */
export function fillsBlocks(count: number, size: number): boolean {
  return inBlocks(count, size) < 2 * count;
}
