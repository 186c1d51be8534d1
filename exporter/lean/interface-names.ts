import type { OnnxModel, OnnxValue } from '../../onnx/index.ts';

/** What a lean file calls what it is fed and what it predicts; runtime/model-interface.ts knows it too. */
const shortNames: ReadonlyMap<string, string> = new Map([
  ['input', 'x'],
  ['probabilities', 'p'],
  ['prediction', 'p'],
]);

/** A model of ours with a letter for its input and for what it predicts. */
export function withShortInterface(model: OnnxModel): OnnxModel {
  const { graph } = model;
  const ends = new Set([...graph.inputs, ...graph.outputs].map(({ name }) => name));
  const renamed = (name: string) => (ends.has(name) ? (shortNames.get(name) ?? name) : name);
  const value = (each: OnnxValue) => ({ ...each, name: renamed(each.name) });
  return {
    ...model,
    graph: {
      ...graph,
      inputs: graph.inputs.map(value),
      outputs: graph.outputs.map(value),
      nodes: graph.nodes.map((node) => ({
        ...node,
        inputs: node.inputs.map(renamed),
        outputs: node.outputs.map(renamed),
      })),
    },
  };
}
