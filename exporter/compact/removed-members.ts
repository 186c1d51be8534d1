import { eachWeight, isGrouped, type Kept, type Tensor, type Weighted } from '../../core/index.ts';

/**
 * The biases of a layer plus what the removed members of its input, each of them a constant, contribute: their weights
 * times what `factor` makes of the constant, the constant itself by default. Summed in float64, rounded once.
 */
export function withRemoved(
  bias: Tensor,
  weight: Tensor,
  weighted: Weighted,
  kept: Kept,
  factor = (idle: number) => idle,
): Tensor {
  if (isGrouped(weighted.layer) || weighted.input.every(({ idle }) => idle === 0)) return bias;
  const staying = kept.map((members) => new Set(members));
  const sums = Float64Array.from(bias.data);
  eachWeight(weighted, (at, unit, _, { segment, member }) => {
    if (!staying[segment.level]!.has(member)) sums[unit]! += factor(segment.idle) * weight.data[at]!;
  });
  return { shape: bias.shape, data: Float32Array.from(sums) };
}
