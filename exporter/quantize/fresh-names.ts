import { graphsOf, type OnnxGraph } from '../../onnx/index.ts';
import type { FreshName } from './stored.ts';

/** Names beside those that a graph uses, inner graphs included. */
export function freshNames(graph: OnnxGraph): FreshName {
  const used = new Set(
    graphsOf(graph).flatMap(({ inputs, outputs, initializers, nodes }) => [
      ...[...inputs, ...outputs, ...initializers].map(({ name }) => name),
      ...nodes.flatMap((node) => [...node.inputs, ...node.outputs]),
    ]),
  );
  return (stem) => {
    let name = stem;
    for (let number = 2; used.has(name); number++) name = `${stem}.${number}`;
    used.add(name);
    return name;
  };
}
