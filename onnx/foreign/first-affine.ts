import { floatOf } from '../attributes.ts';
import { constantsOf } from '../fold/constants.ts';
import type { OnnxModel, OnnxNode } from '../model.ts';
import { readBy } from '../walk.ts';

/** What a model does to an input before anything else: `factors[c] * x + offsets[c]`, for each channel. */
export interface FirstAffine {
  readonly factors: readonly number[];
  readonly offsets: readonly number[];
  /** The operators that say so, in their order. */
  readonly operators: readonly string[];
}

const unchanging = new Set(['Cast', 'Identity', 'Transpose', 'Dropout']);

/**
 * The preprocessing of an image that a model begins with: sums, products and normalisations by constants, one for each
 * channel or for all. Of a batch normalisation its statistics alone, which are those of the inputs it was trained on.
 * @returns undefined where it begins with something else
 */
export function firstAffine({ graph }: OnnxModel, input: string, channels: number): FirstAffine | undefined {
  const constants = constantsOf(graph);
  const perChannel = (name: string | undefined): readonly number[] | undefined => {
    const values = name ? constants.get(name)?.values : undefined;
    if (values?.length === 1) return new Array<number>(channels).fill(values[0]!);
    return values?.length === channels ? [...values] : undefined;
  };
  let factors: readonly number[] = new Array<number>(channels).fill(1);
  let offsets: readonly number[] = new Array<number>(channels).fill(0);
  const operators: string[] = [];
  for (let value = input; ; ) {
    const readers = graph.nodes.filter((node) => readBy(node).includes(value));
    const [node] = readers;
    if (readers.length !== 1 || !node?.outputs[0]) break;
    if (!unchanging.has(node.opType)) {
      const step = affineOf(node, value, perChannel);
      if (!step) break;
      factors = factors.map((factor, channel) => factor * step.factors[channel]!);
      offsets = offsets.map((offset, channel) => offset * step.factors[channel]! + step.offsets[channel]!);
      operators.push(node.opType);
      if (node.opType === 'BatchNormalization') break;
    }
    value = node.outputs[0];
  }
  const isUsable = [...factors, ...offsets].every(Number.isFinite) && factors.every((factor) => factor !== 0);
  return operators.length > 0 && isUsable ? { factors, offsets, operators } : undefined;
}

type PerChannel = (name: string | undefined) => readonly number[] | undefined;

function affineOf(node: OnnxNode, value: string, perChannel: PerChannel): Omit<FirstAffine, 'operators'> | undefined {
  const [first, second] = node.inputs;
  const isFirst = first === value;
  const other = perChannel(isFirst ? second : first);
  const all = (of: readonly number[], number: number) => of.map(() => number);
  switch (node.opType) {
    case 'Add':
      return other && { factors: all(other, 1), offsets: other };
    case 'Sub':
      return other && { factors: all(other, isFirst ? 1 : -1), offsets: isFirst ? other.map((each) => -each) : other };
    case 'Mul':
      return other && { factors: other, offsets: all(other, 0) };
    case 'Div':
      return other && isFirst ? { factors: other.map((each) => 1 / each), offsets: all(other, 0) } : undefined;
    case 'BatchNormalization': {
      const [mean, variance] = [perChannel(node.inputs[3]), perChannel(node.inputs[4])];
      if (!isFirst || !mean || !variance) return undefined;
      const epsilon = floatOf(node, 'epsilon', 1e-5);
      const factors = variance.map((each) => 1 / Math.sqrt(each + epsilon));
      return { factors, offsets: factors.map((factor, channel) => -factor * mean[channel]!) };
    }
    default:
      return undefined;
  }
}
