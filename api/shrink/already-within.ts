import { macCount, parameterCount } from '../../core/index.ts';
import type { Limit } from '../../exporter/index.ts';
import type { Body } from '../../onnx/index.ts';
import type { ShrinkOptions, ShrinkSource } from './shrink-options.ts';

/** Whether sizes are all that is asked for, and the model has them as it is. */
export function isWithinBudget(
  { bytes }: ShrinkSource,
  { network }: Body,
  { budget, weights = 'float32', lean = false }: ShrinkOptions,
): boolean {
  if (!budget || weights !== 'float32' || lean) return false;
  return budget.limits.every(({ quantity, most }: Limit) => {
    switch (quantity) {
      case 'bytes':
        return bytes.length <= most;
      case 'parameters':
        return parameterCount(network) <= most;
      case 'macs':
        return macCount(network) <= most;
      default:
        return false;
    }
  });
}
