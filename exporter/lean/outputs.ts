import type { OnnxModel } from '../../onnx/index.ts';

/** The same model without the other outputs, and without what only they needed. */
export function withOutputs(model: OnnxModel, wanted: readonly string[]): OnnxModel {
  const { graph } = model;
  const needed = new Set(wanted);
  const nodes = graph.nodes
    .toReversed()
    .filter(({ inputs, outputs }) => {
      if (!outputs.some((name) => needed.has(name))) return false;
      for (const name of inputs) needed.add(name);
      return true;
    })
    .reverse();
  return {
    ...model,
    graph: {
      ...graph,
      nodes,
      initializers: graph.initializers.filter(({ name }) => needed.has(name)),
      outputs: graph.outputs.filter(({ name }) => wanted.includes(name)),
    },
  };
}
