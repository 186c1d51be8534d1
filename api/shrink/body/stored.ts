import { leanModel, quantizeModel } from '../../../exporter/index.ts';
import type { OnnxModel } from '../../../onnx/index.ts';
import type { ShrinkOptions } from '../shrink-options.ts';
import type { Replaced } from './replaced.ts';

/** Weights in fewer bits, where that was asked for; those that were trained as codes are stored as just these. */
export function stored(
  { model, grids }: Pick<Replaced, 'model' | 'grids'>,
  { weights = 'float32', lean = false }: ShrinkOptions,
): OnnxModel {
  if (!lean) return quantizeModel(model, { weights, grids });
  // What vectors stand for in somebody else's model is not known: large ones would lose too much in half precision.
  const vectors = model.graph.initializers.filter(({ shape }) => shape.length <= 1).map(({ name }) => name);
  return leanModel(model, { weights, grids, exactBiases: new Set(vectors) });
}
