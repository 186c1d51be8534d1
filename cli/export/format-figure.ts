import { type Figure, formatLimit } from '../../exporter/index.ts';
import { count, milliseconds, percent } from '../format.ts';

/** `8,123 bytes (bytes<10000)` */
export function formatFigure({ value, predicted, ...limit }: Figure): string {
  const figure = predicted
    ? `${limit.quantity} ${milliseconds(predicted.ms)} predicted, at most ${milliseconds(value)}`
    : formatValue(limit.quantity, value);
  return `${figure} (${formatLimit(limit)})`;
}

function formatValue(quantity: Figure['quantity'], value: number): string {
  switch (quantity) {
    case 'bytes':
    case 'parameters':
    case 'macs':
      return `${count(value)} ${quantity}`;
    case 'p50':
    case 'p90':
    case 'p99':
      return `${quantity} at most ${milliseconds(value)}`;
    case 'accuracy':
      return `accuracy ${value > 0 ? '' : '+'}${percent(-value, 2)} on validation rows`;
    case 'rmse':
    case 'deviance':
      return `${quantity} ${value < 0 ? '' : '+'}${percent(value)} on validation rows`;
    default:
      return quantity satisfies never;
  }
}
