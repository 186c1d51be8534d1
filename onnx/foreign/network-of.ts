import {
  type ImageShape,
  isSecateurError,
  type Layer,
  type NetworkSpec,
  shapesOf,
  sizeOf,
  type Tensor,
  tensor,
  tensorNames,
} from '../../core/index.ts';
import { type Expression, isImage } from './expression.ts';

/**
 * The layers that an expression is made of, sources before those that read them; without the value it all begins with.
 * Undefined where they are more than `most`.
 */
export function layersOf(end: Expression, most: number): Expression[] | undefined {
  const order: Expression[] = [];
  const seen = new Set<Expression>();
  const pending = [{ expression: end, next: 0 }];
  while (pending.length > 0) {
    const top = pending.at(-1)!;
    const source = top.expression.sources[top.next++];
    if (source) {
      if (!seen.has(source)) {
        seen.add(source);
        if (seen.size > most) return undefined;
        pending.push({ expression: source, next: 0 });
      }
    } else {
      pending.pop();
      if (top.expression.layer) order.push(top.expression);
    }
  }
  return order;
}

/** An expression as a network; undefined where networks cannot be like that. */
export function networkOf(start: Expression, order: readonly Expression[]): NetworkSpec | undefined {
  const indices = new Map(order.map((expression, index) => [expression, index]));
  const layers = order.map((expression, index): Layer => {
    const sources = expression.sources.map((source) => indices.get(source) ?? -1);
    const isOfTwo = expression.layer?.kind === 'add' || expression.layer?.kind === 'multiply';
    // Of the two that are combined, the later first: often that is the layer before it.
    const [from, ...others] = isOfTwo ? sources.sort((a, b) => b - a) : sources;
    return {
      ...expression.layer,
      ...(from !== index - 1 && { from }),
      ...(isOfTwo && { with: others[0] }),
      ...(expression.layer?.kind === 'concat' && { with: others }),
    } as Layer;
  });
  const { shape } = start;
  const network: NetworkSpec = {
    inputs: sizeOf(shape),
    ...(isImage(shape) && { image: imageOf(shape) }),
    layers,
  };
  try {
    shapesOf(network);
    return network;
  } catch (error) {
    if (isSecateurError(error)) return undefined;
    throw error;
  }
}

function imageOf([channels, height, width]: readonly [number, number, number]): ImageShape {
  return { height, width, channels, ...(channels > 1 && { layout: 'channels-first' }) };
}

/** The weights, by the names that posteriors use for means. */
export function tensorsOf(order: readonly Expression[]): Record<string, Tensor> {
  const tensors: Record<string, Tensor> = {};
  order.forEach(({ weights }, index) => {
    if (!weights) return;
    const { weight, bias } = weights.load();
    tensors[tensorNames.slabMean(index)] = weight;
    tensors[tensorNames.biasMean(index)] = tensor([bias.length], bias);
  });
  return tensors;
}
