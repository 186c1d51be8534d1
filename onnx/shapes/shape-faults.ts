import type { OnnxGraph, OnnxValue } from '../model.ts';
import { inferShapes } from './infer-shapes.ts';

/**
 * Outputs and annotated values whose shapes contradict what the operators make of the inputs, as sentences. Only of
 * operators whose shapes are inferred here; dimensions that are symbols or unknown contradict nothing.
 */
export function shapeFaults(graph: OnnxGraph): string[] {
  // Without the file's own claims, which would otherwise stand in where nothing is inferred.
  const bare = (value: OnnxValue): OnnxValue => ({ name: value.name });
  const inferred = inferShapes({ ...graph, outputs: graph.outputs.map(bare), values: [] });
  return [...(graph.values ?? []), ...graph.outputs].flatMap(({ name, shape }) => {
    const found = inferred.get(name);
    if (found === undefined || shape === undefined) return [];
    const fits = found.length === shape.length && shape.every((size, axis) => isOpen(size) || size === found[axis]);
    return fits ? [] : [`${name} is said to be [${shape.join(', ')}] but comes out as [${found.join(', ')}]`];
  });
}

function isOpen(size: number | string): boolean {
  return typeof size === 'string';
}
