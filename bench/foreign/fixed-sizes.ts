import type { OnnxModel } from '../../onnx/index.ts';

/** The model with the sizes of the images that it takes fixed, as its author could have exported it; undefined where none are open. */
export function withFixedSizes(
  model: OnnxModel,
  shapes: Readonly<Record<string, readonly number[]>>,
): OnnxModel | undefined {
  const { values: _, ...graph } = model.graph;
  let isOpen = false;
  const inputs = graph.inputs.map((input) => {
    const shape = input.shape?.map((size, axis) => {
      const isOpenSize = input.shape?.length === 4 && axis > 0 && typeof size === 'string';
      const fixed = isOpenSize ? shapes[input.name]?.[axis] : undefined;
      if (fixed !== undefined) isOpen = true;
      return fixed ?? size;
    });
    return shape ? { ...input, shape } : input;
  });
  return isOpen ? { ...model, graph: { ...graph, inputs } } : undefined;
}
