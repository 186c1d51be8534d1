import { macCount } from '../../../core/index.ts';
import { type Budget, formatLimit, type Limit } from '../../../exporter/index.ts';
import type { Body } from '../../../onnx/index.ts';
import { fileSize } from '../file-size.ts';
import type { ShrinkOptions, ShrinkSource } from '../shrink-options.ts';

/** Whether sizes are all that is asked for, and the model has them as it is. */
export function isWithinBudget(
  { bytes, name }: ShrinkSource,
  { network }: Body,
  { budget, weights = 'float32', lean = false }: ShrinkOptions,
): boolean {
  if (!budget || weights !== 'float32' || lean) return false;
  const { parameters, macs = macCount(network) } = fileSize(bytes, name);
  return budget.limits.every(({ quantity, most }: Limit) => {
    switch (quantity) {
      case 'bytes':
        return bytes.length <= most;
      case 'parameters':
        return parameters <= most;
      case 'macs':
        return macs <= most;
      default:
        return false;
    }
  });
}

/** A sentence about the limits of size that a model breaks as it is; empty where it breaks none. */
export function missed({ bytes, name }: ShrinkSource, budget: Budget | undefined): string {
  const { sizeBytes, parameters, macs } = fileSize(bytes, name);
  const sizes: { readonly [quantity: string]: number | undefined } = { bytes: sizeBytes, parameters, macs };
  const broken = (budget?.limits ?? []).filter(({ quantity, most }) => (sizes[quantity] ?? 0) > most);
  return broken.length === 0 ? '' : ` It does not keep the budget ${broken.map(formatLimit).join(', ')}.`;
}
