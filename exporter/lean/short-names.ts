import type { OnnxModel } from '../../onnx/index.ts';

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789';

/** The same model with names of one or two letters for all values but its inputs and outputs, and none for nodes. */
export function withShortNames(model: OnnxModel): OnnxModel {
  const { graph } = model;
  const names = new Map([...graph.inputs, ...graph.outputs].map(({ name }) => [name, name]));
  const taken = new Set(names.values());
  let count = 0;
  const next = (): string => {
    const name = nameAt(count++);
    return taken.has(name) ? next() : name;
  };
  const renamed = (name: string): string => {
    if (name === '') return '';
    const short = names.get(name) ?? next();
    names.set(name, short);
    return short;
  };
  const nodes = graph.nodes.map(({ opType, domain, inputs, outputs, attributes }) => ({
    opType,
    ...(domain && { domain }),
    inputs: inputs.map(renamed),
    outputs: outputs.map(renamed),
    ...(attributes && { attributes }),
  }));
  const initializers = graph.initializers.map((tensor) => ({ ...tensor, name: renamed(tensor.name) }));
  const { inputs, outputs } = graph;
  const { irVersion, opsets, metadata } = model;
  return { irVersion, opsets, metadata, graph: { name: 'g', nodes, initializers, inputs, outputs } };
}

function nameAt(index: number): string {
  const first = letters[index % letters.length]!;
  return index < letters.length ? first : nameAt(Math.floor(index / letters.length) - 1) + first;
}
