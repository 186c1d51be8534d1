import { isStandard, type OnnxModel, type OnnxNode, opsetOf } from '../../onnx/index.ts';

const writtenOpset = 17;
const bitwiseOpset = 18;

/** Operators that mean something else from opset 18 on; Split does so without sizes. */
const changed: ReadonlySet<string> = new Set(
  'LpPool OptionalGetElement OptionalHasElement Resize ScatterElements ScatterND'.split(' '),
);

/** The same model as one of opset 18, which has operators on bits, if it is of 17 and its operators mean the same there. */
export function withBitOperators(model: OnnxModel): OnnxModel {
  if (opsetOf(model) !== writtenOpset || model.graph.nodes.some(isChanged)) return model;
  const opsets = model.opsets.map((each) => (isOnnx(each.domain) ? { ...each, version: bitwiseOpset } : each));
  return { ...model, opsets };
}

/** The opset that a model had before, where it has no use for the newer one. */
export function withoutUnused(model: OnnxModel, before: OnnxModel): OnnxModel {
  const isUsed = model.graph.nodes.some(({ opType }) => opType === 'BitwiseAnd');
  return isUsed ? model : { ...model, opsets: before.opsets };
}

function isChanged(node: OnnxNode): boolean {
  const { opType, inputs } = node;
  if (!isStandard(node)) return false;
  return changed.has(opType) || opType.startsWith('Reduce') || (opType === 'Split' && !inputs[1]);
}

function isOnnx(domain: string): boolean {
  return domain === '' || domain === 'ai.onnx';
}
