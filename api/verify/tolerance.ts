import { floatTolerance, integerTolerance } from '../../exporter/index.ts';
import { type OnnxModel, summarize } from '../../onnx/index.ts';

/** What runtimes may differ by in the answers of a file that does not say so: more for few bits, and for half precision. */
export function toleranceOf(model: OnnxModel): number {
  return isQuantised(model) || isHalf(model) ? integerTolerance : floatTolerance;
}

/** Of codes that are only taken apart too: onnxruntime makes products with them that round what they read to 8 bits. */
function isQuantised(model: OnnxModel): boolean {
  return Object.keys(summarize(model).operators).some((name) => /quantize|Integer|QLinear|NBits/i.test(name));
}

/** Answering or computing with it, not only keeping weights in it. */
function isHalf({ graph }: OnnxModel): boolean {
  if ([...graph.inputs, ...graph.outputs].some(({ elementType }) => elementType === 'float16')) return true;
  const half = graph.initializers.filter(({ elementType }) => elementType === 'float16');
  const names = new Set(half.map(({ name }) => name));
  return graph.nodes.some(({ opType, inputs }) => opType !== 'Cast' && inputs.some((name) => names.has(name)));
}
