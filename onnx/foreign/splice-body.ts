import { graph, type Node, SecateurError } from '../../core/index.ts';
import { emit } from '../lower.ts';
import { createScope } from '../lowering-scope.ts';
import type { OnnxGraph, OnnxNode } from '../model.ts';
import { graphsOf, readBy } from '../walk.ts';
import { forOpset } from './for-opset.ts';
import type { ForeignModel, Spliced } from './foreign-model.ts';
import { withReadableVersion } from './readable-version.ts';

/**
 * The model with something else for its body. What comes before and after is carried over untouched; what nobody reads
 * any more is gone.
 * @param replacement outputs of the body `[batch, outputs]`, of a graph whose only Input node is named `body.input`; of
 *   shape `[batch, features]`, also where the model's value is an image, or of that value's own shape
 * @throws ARGUMENT_INVALID when the model has no body, or the replacement reads something else
 */
export function spliceBody({ model, body }: ForeignModel, replacement: Node): Spliced {
  if (!body) throw new SecateurError('ARGUMENT_INVALID', 'The model has no body that could be replaced.');
  const rank = inputRank(replacement, body.input);
  const taken = new Set(graphsOf(model.graph).flatMap(namesIn));
  const scope = createScope((name) => taken.has(name));
  const opset = model.opsets.find(({ domain }) => domain === '' || domain === 'ai.onnx')?.version ?? 0;
  const emitted = emit({ [body.output]: replacement }, scope);
  const own = (
    rank === 2 && body.network.image ? flattenedFirst(emitted.nodes, body.input, scope.fresh) : emitted.nodes
  ).map((node) => forOpset(node, opset, scope));
  const { nodes, initializers } = model.graph;
  const at = nodes.findIndex((node) => node.outputs.includes(body.output));
  const whole: OnnxGraph = {
    ...model.graph,
    nodes: [...nodes.slice(0, at), ...own, ...nodes.slice(at + 1)],
    initializers: [...initializers, ...scope.initializers.values()],
  };
  return withReadableVersion({ ...model, graph: withoutDead(whole) });
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

function namesIn({ inputs, initializers, nodes, outputs }: OnnxGraph): string[] {
  return [
    ...[...inputs, ...initializers, ...outputs].map(({ name }) => name),
    ...nodes.flatMap((node) => node.outputs),
  ];
}

/** An image `[N, C, H, W]` that networks read as rows of features: flattened, or not even that where a Reshape comes first. */
function flattenedFirst(nodes: readonly OnnxNode[], input: string, fresh: () => string): OnnxNode[] {
  const name = fresh();
  const rows: OnnxNode = { opType: 'Flatten', inputs: [input], outputs: [name] };
  const isReshape = (node: OnnxNode) => node.opType === 'Reshape' && node.inputs[0] === input;
  const readsInput = (node: OnnxNode) => node.inputs.includes(input);
  if (nodes.every((node) => !readsInput(node) || isReshape(node))) return [...nodes];
  return [
    rows,
    ...nodes.map((node) =>
      readsInput(node) ? { ...node, inputs: node.inputs.map((each) => (each === input ? name : each)) } : node,
    ),
  ];
}

/** Without nodes and initializers that nothing needs, and inputs that are only there as their defaults' names. */
function withoutDead(graph: OnnxGraph): OnnxGraph {
  const needed = new Set(graph.outputs.map(({ name }) => name));
  const nodes: OnnxNode[] = [];
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((name) => needed.has(name))) continue;
    nodes.unshift(node);
    for (const name of readBy(node)) needed.add(name);
  }
  const defaults = new Set(graph.initializers.map(({ name }) => name));
  const { values, ...rest } = graph;
  const kept = values?.filter(({ name }) => needed.has(name));
  return {
    ...rest,
    nodes,
    initializers: graph.initializers.filter(({ name }) => needed.has(name)),
    inputs: graph.inputs.filter(({ name }) => needed.has(name) || !defaults.has(name)),
    ...(kept?.length && { values: kept }),
  };
}
