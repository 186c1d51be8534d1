import { graph, type ImageShape, type Node, SecateurError } from '../../core/index.ts';
import { emit } from '../lower/lower.ts';
import type { Scope } from '../lower/lowering-scope.ts';
import type { OnnxNode } from '../model.ts';
import { forOpset } from './for-opset.ts';
import type { Body } from './foreign-model.ts';

/**
 * The nodes that compute `replacement`, whose only Input node is `input`, as the value `output`.
 * @param names of its constants, none of which the model has yet
 * @throws ARGUMENT_INVALID where the replacement reads something else
 */
export function lowerBody(
  replacement: Node,
  { input, output, rank, network, imageOutput }: Pick<Body, 'input' | 'output' | 'rank' | 'network' | 'imageOutput'>,
  opset: number,
  scope: Scope,
  names: ReadonlyMap<Node, string> = new Map(),
): OnnxNode[] {
  const read = inputRank(replacement, input);
  const { nodes: emitted } = emit({ [output]: replacement }, scope, { constantNames: names });
  const nodes = imageOutput ? asImage(emitted, output, imageOutput, scope) : emitted;
  const { image } = network;
  const placed =
    read === 2 && image
      ? flattenedFirst(nodes, input, scope.fresh)
      : read === 4 && image && rank === 3
        ? imageFirst(nodes, input, image, scope)
        : nodes;
  return placed.map((node) => forOpset(node, opset, scope));
}

/** Images that networks flatten at their end, put together again: in place of the flattening, where that comes last. */
function asImage(nodes: readonly OnnxNode[], output: string, sizes: readonly number[], scope: Scope): OnnxNode[] {
  const shape = scope.initializer('int64', [sizes.length + 1], [0, ...sizes]);
  const last = nodes.find(({ outputs }) => outputs.includes(output));
  const isFlattening = last?.opType === 'Flatten' || last?.opType === 'Reshape';
  const rows = isFlattening ? last.inputs[0]! : scope.fresh();
  const others = isFlattening
    ? nodes.filter((node) => node !== last)
    : nodes.map((node) => ({ ...node, outputs: node.outputs.map((name) => (name === output ? rows : name)) }));
  return [...others, { opType: 'Reshape', inputs: [rows, shape], outputs: [output] }];
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

/** A row of places `[N, C, L]` that the replacement reads as an image of height 1. */
function imageFirst(
  nodes: readonly OnnxNode[],
  input: string,
  { channels, height, width }: ImageShape,
  scope: Scope,
): readonly OnnxNode[] {
  const image = scope.fresh();
  const shape = scope.initializer('int64', [4], [0, channels, height, width]);
  return [{ opType: 'Reshape', inputs: [input, shape], outputs: [image] }, ...reading(nodes, input, image)];
}

/** An image `[N, C, H, W]` that the replacement reads as rows of features: flattened, or not even that where it makes an image of them at once. */
function flattenedFirst(nodes: readonly OnnxNode[], input: string, fresh: () => string): readonly OnnxNode[] {
  const readsInput = ({ inputs }: OnnxNode) => inputs.includes(input);
  if (nodes.every((node) => !readsInput(node) || node.opType === 'Reshape')) return nodes;
  const rows = fresh();
  return [{ opType: 'Flatten', inputs: [input], outputs: [rows] }, ...reading(nodes, input, rows)];
}

/** Nodes that read something else in place of a value. */
function reading(nodes: readonly OnnxNode[], value: string, other: string): OnnxNode[] {
  return nodes.map((node) => ({ ...node, inputs: node.inputs.map((name) => (name === value ? other : name)) }));
}
