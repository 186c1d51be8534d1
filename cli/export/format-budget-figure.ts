import { formatCount, formatMilliseconds, formatPercent } from '../../core/index.ts';
import { type Figure, formatLimit } from '../../exporter/index.ts';

/** `8,123 bytes (bytes<10000)` */
export function formatBudgetFigure({ value, predicted, ...limit }: Figure): string {
  const figure = predicted
    ? `${limit.quantity} ${formatMilliseconds(predicted.ms)} predicted, at most ${formatMilliseconds(value)}`
    : formatValue(limit.quantity, value);
  return `${figure} (${formatLimit(limit)})`;
}

function formatValue(quantity: Figure['quantity'], value: number): string {
  switch (quantity) {
    case 'bytes':
    case 'parameters':
    case 'macs':
      return `${formatCount(value)} ${quantity}`;
    case 'p50':
    case 'p90':
    case 'p99':
      return `${quantity} at most ${formatMilliseconds(value)}`;
    case 'accuracy':
      return `accuracy ${value > 0 ? '' : '+'}${formatPercent(-value, 2)} on validation rows`;
    case 'rmse':
    case 'deviance':
      return `${quantity} ${value < 0 ? '' : '+'}${formatPercent(value)} on validation rows`;
    default:
      return quantity satisfies never;
  }
}
