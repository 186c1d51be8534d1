import type { OnnxModel, OnnxTensor } from './model.ts';
import { valuesOf } from './tensor-values.ts';
import { graphsOf } from './walk.ts';

export interface NonFiniteInitializer {
  readonly name: string;
  readonly count: number;
  /** Row-major position of the first NaN or infinity. */
  readonly firstIndex: number;
}

/** The float initializers that hold NaN or infinities, in this and in all inner graphs. */
export function nonFiniteInitializers(model: OnnxModel): NonFiniteInitializer[] {
  return graphsOf(model.graph)
    .flatMap((graph) => graph.initializers)
    .flatMap((tensor) => {
      const found = nonFiniteOf(tensor);
      return found === undefined ? [] : [found];
    });
}

function nonFiniteOf(tensor: OnnxTensor): NonFiniteInitializer | undefined {
  const isNonFinite = testFor(tensor.elementType);
  if (isNonFinite === undefined) return undefined;
  const values = valuesOf(tensor);
  let count = 0;
  let firstIndex = -1;
  for (let index = 0; index < values.length; index++) {
    if (!isNonFinite(Number(values[index]))) continue;
    if (count === 0) firstIndex = index;
    count++;
  }
  return count === 0 ? undefined : { name: tensor.name, count, firstIndex };
}

/** All exponent bits set is NaN or infinity in every IEEE format. */
function testFor(elementType: OnnxTensor['elementType']): ((value: number) => boolean) | undefined {
  switch (elementType) {
    case 'float32':
    case 'float64':
      return (value) => !Number.isFinite(value);
    case 'float16':
      return (bits) => (bits & 0x7c00) === 0x7c00;
    case 'bfloat16':
      return (bits) => (bits & 0x7f80) === 0x7f80;
    default:
      return undefined;
  }
}
