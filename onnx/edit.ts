import { SecateurError, type Tensor } from '../core/index.ts';
import type { OnnxModel, OnnxValue } from './model.ts';
import { floatTensor } from './tensor-values.ts';
import { readBy } from './walk.ts';

/**
 * The part of a model that computes `output`, one of its inner values, as a model of its own. Weights are shared, metadata
 * left behind.
 * @throws ARGUMENT_INVALID when the model has no such value
 */
export function modelUpTo({ graph, ...model }: OnnxModel, output: OnnxValue): OnnxModel {
  const producers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const needed = new Set<string>();
  const pending = [output.name];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (needed.has(name)) continue;
    needed.add(name);
    const producer = producers.get(name);
    for (const read of producer ? readBy(producer) : []) pending.push(read);
  }
  const isNeeded = ({ name }: { readonly name: string }) => needed.has(name);
  const nodes = graph.nodes.filter((node) => node.outputs.some((name) => needed.has(name)));
  const inputs = graph.inputs.filter(isNeeded);
  const initializers = graph.initializers.filter(isNeeded);
  if (!producers.has(output.name) && ![...inputs, ...initializers].some(({ name }) => name === output.name)) {
    throw new SecateurError('ARGUMENT_INVALID', `The model has no value '${output.name}'. Name one of its own.`);
  }
  return { ...model, graph: { name: graph.name, nodes, initializers, inputs, outputs: [output] }, metadata: {} };
}

/**
 * The same model with other values in some of its float32 weights.
 * @throws ARGUMENT_INVALID when there is no such weight, SHAPE_MISMATCH when it is of another shape
 */
export function withWeights(model: OnnxModel, weights: Readonly<Record<string, Tensor>>): OnnxModel {
  const known = new Map(model.graph.initializers.map((initializer) => [initializer.name, initializer]));
  for (const [name, { shape }] of Object.entries(weights)) {
    const initializer = known.get(name);
    if (initializer?.elementType !== 'float32') {
      throw new SecateurError('ARGUMENT_INVALID', `The model has no float32 weights '${name}'. Name one of its own.`);
    }
    if (String(initializer.shape) !== String(shape)) {
      const shapes = `[${initializer.shape.join(', ')}], not [${shape.join(', ')}]`;
      throw new SecateurError('SHAPE_MISMATCH', `The weights '${name}' are of shape ${shapes}.`);
    }
  }
  const initializers = model.graph.initializers.map((initializer) => {
    const tensor = weights[initializer.name];
    return tensor ? floatTensor(initializer.name, tensor) : initializer;
  });
  return { ...model, graph: { ...model.graph, initializers } };
}
