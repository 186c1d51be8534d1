import type { OnnxGraph } from '../../onnx/index.ts';
import type { FreshName } from './stored.ts';

/** Names beside those that a graph uses, inner graphs included. */
export function freshNames(graph: OnnxGraph): FreshName {
  const used = new Set<string>();
  collect(graph, used);
  return (stem) => {
    let name = stem;
    for (let number = 2; used.has(name); number++) name = `${stem}.${number}`;
    used.add(name);
    return name;
  };
}

function collect(graph: OnnxGraph, used: Set<string>): void {
  for (const { name } of [...graph.inputs, ...graph.outputs, ...graph.initializers]) used.add(name);
  for (const { inputs, outputs, attributes = {} } of graph.nodes) {
    for (const name of [...inputs, ...outputs]) used.add(name);
    for (const attribute of Object.values(attributes)) if (attribute.type === 'graph') collect(attribute.value, used);
  }
}
