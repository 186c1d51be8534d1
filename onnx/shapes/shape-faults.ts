import { SecateurError } from '../../core/index.ts';
import type { OnnxGraph, OnnxModel, OnnxValue } from '../model.ts';
import { inferShapes } from './infer-shapes.ts';

type Shape = NonNullable<OnnxValue['shape']>;

/**
 * Outputs and annotated values whose shapes contradict what the operators make of the inputs, as sentences. Only of
 * operators whose shapes are inferred here; dimensions that are symbols or unknown contradict nothing.
 */
export function shapeFaults(graph: OnnxGraph): string[] {
  const inferred = inferShapes(unannotated(graph));
  return [...(graph.values ?? []), ...graph.outputs].flatMap((value) => faultOf(value, inferred.get(value.name)));
}

/**
 * Refuses a model with an output that is said to have a size that no batch gives it. A size that follows the batch contradicts
 * nothing: some exporters write that of the batch they traced with.
 * @param source what to call the model in messages
 * @throws FORMAT_INVALID naming the output and both shapes
 */
export function refuseFalseOutputs({ graph }: OnnxModel, source: string): void {
  const bare = unannotated(graph);
  const [one, seven] = [inferShapes(bare, 1), inferShapes(bare, 7)];
  for (const output of graph.outputs) {
    const [fault] = faultOf(output, ofAnyBatch(one.get(output.name), seven.get(output.name)));
    if (fault === undefined) continue;
    const remedy = 'Correct the shape in the file, or export the model again.';
    throw new SecateurError('FORMAT_INVALID', `${source}: the output ${fault}. ${remedy}`);
  }
}

/** Without the file's own claims, which would otherwise stand in where nothing is inferred. */
function unannotated(graph: OnnxGraph): OnnxGraph {
  return { ...graph, outputs: graph.outputs.map(({ name }) => ({ name })), values: [] };
}

/** Dimensions that differ between batches follow them. */
function ofAnyBatch(one: Shape | undefined, other: Shape | undefined): Shape | undefined {
  if (one === undefined || one.length !== other?.length) return undefined;
  return one.map((size, axis) => (size === other[axis] ? size : 'batch'));
}

function faultOf({ name, shape }: OnnxValue, found: Shape | undefined): string[] {
  if (found === undefined || shape === undefined) return [];
  const fits = found.length === shape.length && shape.every((size, axis) => agree(size, found[axis]!));
  return fits ? [] : [`${name} is said to be [${shape.join(', ')}] but comes out as [${found.join(', ')}]`];
}

function agree(one: number | string, other: number | string): boolean {
  return typeof one === 'string' || typeof other === 'string' || one === other;
}
