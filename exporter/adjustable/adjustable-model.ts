import { type LevelAxis, specOf, structureOf, weightAxes, widthsOf } from '../../core/index.ts';
import { int64Tensor, type OnnxModel, valuesOf } from '../../onnx/index.ts';
import type { AdjustableBy, AdjustableParts } from './parts.ts';
import { sliceByInput } from './slice-by-input.ts';
import type { AdjustableNetwork } from './sort-by-need.ts';

/** What of the lowered model of a network follows the width. */
export function adjustableParts(
  model: OnnxModel,
  { network, narrows }: AdjustableNetwork,
  by: AdjustableBy,
): AdjustableParts {
  const spec = specOf(network);
  // What narrows is alone on its axes, see `sortByNeed`.
  const axisOf = ([segment]: LevelAxis) =>
    segment && narrows[segment.level] ? ([segment.level, segment.block] as const) : null;
  const ofLayers = structureOf(spec).weighted.flatMap((weighted) => [
    [`layers.${weighted.index}.weight`, weightAxes(weighted).map(axisOf)] as const,
    [`layers.${weighted.index}.bias`, [axisOf(weighted.output)]] as const,
  ]);
  const ofFeatures = narrows[0] ? featureTensors(model).map((name) => [name, [[0, 1] as const]] as const) : [];
  const tensors = [...ofFeatures, ...ofLayers].filter(([, axes]) => axes.some((axis) => axis !== null));
  return { by, sizes: widthsOf(spec), tensors: Object.fromEntries(tensors) };
}

/** Vectors with one entry for each input. Where features come in several parts, only their order is cut. */
function featureTensors({ graph }: OnnxModel): string[] {
  const names = graph.initializers.map(({ name }) => name);
  const order = names.filter((name) => name === 'features.order');
  return order.length > 0 ? order : names.filter((name) => /^(numeric|imputed|categories|features)\./.test(name));
}

/** The model with nothing in it that spells out a size which follows the width and, where asked for, the input `width`. */
export function withWidths(model: OnnxModel, parts: AdjustableParts): OnnxModel {
  const free = withFreeFlattening(model);
  return parts.by === 'input' ? sliceByInput(free, parts) : free;
}

/** Flattening to `[0, size]` becomes `[0, -1]`, and one number for each channel `[0, -1, 1, 1]`. */
function withFreeFlattening(model: OnnxModel): OnnxModel {
  const { nodes, initializers } = model.graph;
  const shapes = new Set(nodes.filter(({ opType }) => opType === 'Reshape').map(({ inputs }) => inputs[1]));
  const freed = initializers.map((tensor) => {
    const [batch, size, ...places] = shapes.has(tensor.name) ? Array.from(valuesOf(tensor), Number) : [];
    const isFree = batch === 0 && size !== undefined && places.every((each) => each === 1);
    return isFree ? int64Tensor(tensor.name, tensor.shape, [0, -1, ...places]) : tensor;
  });
  return { ...model, graph: { ...model.graph, initializers: freed } };
}
