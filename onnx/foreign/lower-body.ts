import { graph, type Node, SecateurError } from '../../core/index.ts';
import { emit } from '../lower/lower.ts';
import type { Scope } from '../lower/lowering-scope.ts';
import type { OnnxNode } from '../model.ts';
import { forOpset } from './for-opset.ts';

/**
 * The nodes that compute `replacement`, whose only Input node is `input`, as the value `output`.
 * @param names of its constants, none of which the model has yet
 * @throws ARGUMENT_INVALID where the replacement reads something else
 */
export function lowerBody(
  replacement: Node,
  { input, output, isImage }: { readonly input: string; readonly output: string; readonly isImage: boolean },
  opset: number,
  scope: Scope,
  names: ReadonlyMap<Node, string> = new Map(),
): OnnxNode[] {
  const rank = inputRank(replacement, input);
  const { nodes } = emit({ [output]: replacement }, scope, undefined, names);
  const placed = rank === 2 && isImage ? flattenedFirst(nodes, input, scope.fresh) : nodes;
  return placed.map((node) => forOpset(node, opset, scope));
}

/** Axes of what the replacement reads. */
function inputRank(replacement: Node, name: string): number | undefined {
  const inputs = graph.topologicalOrder([replacement]).filter((node) => node.kind === 'Input');
  const other = inputs.find((node) => node.attributes.name !== name);
  if (!other) return inputs[0]?.shape.length;
  throw new SecateurError(
    'ARGUMENT_INVALID',
    `The replacement reads '${other.attributes.name}', but the body's only input is '${name}'.`,
  );
}

/** An image `[N, C, H, W]` that the replacement reads as rows of features: flattened, or not even that where it makes an image of them at once. */
function flattenedFirst(nodes: readonly OnnxNode[], input: string, fresh: () => string): readonly OnnxNode[] {
  const readsInput = ({ inputs }: OnnxNode) => inputs.includes(input);
  if (nodes.every((node) => !readsInput(node) || node.opType === 'Reshape')) return nodes;
  const rows = fresh();
  return [
    { opType: 'Flatten', inputs: [input], outputs: [rows] },
    ...nodes.map((node) => ({ ...node, inputs: node.inputs.map((name) => (name === input ? rows : name)) })),
  ];
}
