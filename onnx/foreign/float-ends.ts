import { type ElementType, elementTypes, type OnnxModel, type OnnxNode } from '../model.ts';
import { opsetOf } from '../walk.ts';
import { bodyGraph } from './body-graph.ts';
import type { Region } from './find-body.ts';
import type { Body } from './foreign-model.ts';
import { lowerBody } from './lower-body.ts';
import { replaceNodes } from './replace-nodes.ts';

/**
 * The model with a body that reads and makes float32. Where the file computes in another type or in integers, the body is
 * rewritten with float32 weights between two conversions.
 * @param types of the model's values
 */
export function withFloatEnds(
  model: OnnxModel,
  region: Region,
  body: Body,
  types: ReadonlyMap<string, ElementType>,
): { model: OnnxModel; body: Body } {
  const [typeIn, typeOut] = [types.get(body.input) ?? 'float32', types.get(body.output) ?? 'float32'];
  if (typeIn === 'float32' && typeOut === 'float32' && !region.quantisedBy) return { model, body };
  let changed = body;
  const rewritten = replaceNodes(model, body.output, (scope) => {
    const cast = (from: string, to: string, type: typeof typeIn): OnnxNode => ({
      opType: 'Cast',
      inputs: [from],
      outputs: [to],
      attributes: { to: { type: 'int', value: elementTypes[type] } },
    });
    const before: OnnxNode[] = [];
    const after: OnnxNode[] = [];
    if (region.quantisedBy) {
      changed = { ...changed, input: scope.fresh() };
      const { scale, zeroPoint } = region.quantisedBy;
      const inputs = [body.input, scale, ...(zeroPoint ? [zeroPoint] : [])];
      before.push({ opType: 'DequantizeLinear', inputs, outputs: [changed.input] });
    } else if (typeIn !== 'float32') {
      changed = { ...changed, input: scope.fresh() };
      before.push(cast(body.input, changed.input, 'float32'));
    }
    if (typeOut !== 'float32') {
      changed = { ...changed, output: scope.fresh() };
      after.push(cast(changed.output, body.output, typeOut));
    }
    return [...before, ...lowerBody(bodyGraph(changed), changed, opsetOf(model), scope), ...after];
  });
  return { model: rewritten, body: changed };
}
