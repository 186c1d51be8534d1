import type { Node } from '../../core/index.ts';
import { type ForeignModel, lowerGraph, type OnnxModel } from '../../onnx/index.ts';

/** Stand-in until onnx/foreign brings its own. */
export function spliceBody(foreign: ForeignModel, replacement: Node, names: ReadonlyMap<Node, string>): OnnxModel {
  const { model, body } = foreign;
  const lowered = lowerGraph({ [body!.output]: replacement }, { names, batchSymbol: 'N' }).graph;
  const own = new Set([body!.input, body!.output]);
  const rename = (name: string) => (own.has(name) || name === '' ? name : `body.${name}`);
  const renamed = lowered.nodes.map((node) => ({
    ...node,
    inputs: node.inputs.map(rename),
    outputs: node.outputs.map(rename),
  }));
  const at = model.graph.nodes.findIndex(({ outputs }) => outputs.includes(body!.output));
  const all = [...model.graph.nodes.slice(0, at), ...renamed, ...model.graph.nodes.slice(at + 1)];
  const needed = new Set(model.graph.outputs.map(({ name }) => name));
  const nodes = all
    .toReversed()
    .filter((node) => {
      if (!node.outputs.some((name) => needed.has(name))) return false;
      for (const name of node.inputs) needed.add(name);
      return true;
    })
    .toReversed();
  const initializers = [
    ...model.graph.initializers.filter(({ name }) => needed.has(name)),
    ...lowered.initializers.map((tensor) => ({ ...tensor, name: rename(tensor.name) })),
  ];
  const version = Math.max(17, model.opsets.find(({ domain }) => domain === '')!.version);
  return {
    ...model,
    opsets: model.opsets.map((opset) => (opset.domain === '' ? { domain: '', version } : opset)),
    graph: { ...model.graph, nodes, initializers },
  };
}
