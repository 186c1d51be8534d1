import type { OnnxGraph, OnnxModel, OnnxValue } from '../../onnx/index.ts';

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789!$%&*+-.:;=@^~';

/**
 * The same model with names of one or two letters for all values but its inputs and outputs, the shortest for what is named
 * most often, and none for nodes and the batch.
 */
export function withShortNames(model: OnnxModel): OnnxModel {
  const { graph } = model;
  const names = new Map([...graph.inputs, ...graph.outputs].map(({ name }) => [name, name]));
  const taken = new Set(names.values());
  let count = 0;
  const next = (): string => {
    const name = nameAt(count++);
    return taken.has(name) ? next() : name;
  };
  for (const name of namesByUse(graph)) if (!names.has(name)) names.set(name, next());
  const renamed = (name: string): string => (name === '' ? '' : names.get(name)!);
  const nodes = graph.nodes.map(({ opType, domain, inputs, outputs, attributes }) => ({
    opType,
    ...(domain && { domain }),
    inputs: inputs.map(renamed),
    outputs: outputs.map(renamed),
    ...(attributes && { attributes }),
  }));
  const initializers = graph.initializers.map((tensor) => ({ ...tensor, name: renamed(tensor.name) }));
  const { irVersion, opsets, metadata } = model;
  return { irVersion, opsets, metadata, graph: { name: 'g', nodes, initializers, ...interfaceOf(graph) } };
}

/** Where nothing but the batch of a single input is of unknown size, its symbol says nothing. */
function interfaceOf({ inputs, outputs }: OnnxGraph): Pick<OnnxGraph, 'inputs' | 'outputs'> {
  const isBatchAlone = [...inputs, ...outputs].every(({ shape = [] }) =>
    shape.every((size, axis) => axis === 0 || typeof size === 'number'),
  );
  if (inputs.length !== 1 || !isBatchAlone) return { inputs, outputs };
  return { inputs: inputs.map(withoutSymbol), outputs: outputs.map(withoutSymbol) };
}

function withoutSymbol({ shape, ...value }: OnnxValue): OnnxValue {
  return { ...value, ...(shape && { shape: shape.map((size) => (typeof size === 'string' ? '' : size)) }) };
}

function namesByUse({ nodes, initializers }: OnnxGraph): string[] {
  const uses = new Map<string, number>();
  const mentions = [
    ...nodes.flatMap(({ inputs, outputs }) => [...inputs, ...outputs]),
    ...initializers.map(({ name }) => name),
  ];
  for (const name of mentions) if (name !== '') uses.set(name, (uses.get(name) ?? 0) + 1);
  // Sorting is stable: names of equal use stay in the order of the graph.
  return [...uses.keys()].sort((left, right) => uses.get(right)! - uses.get(left)!);
}

function nameAt(index: number): string {
  const first = letters[index % letters.length]!;
  return index < letters.length ? first : nameAt(Math.floor(index / letters.length) - 1) + first;
}
