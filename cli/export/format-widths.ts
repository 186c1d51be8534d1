import type { AdjustableDetails } from '../../exporter/index.ts';
import { percent, significant } from '../format.ts';

/** `0.25 (validation accuracy 96.10 %), 1 (...)` */
export function formatWidths({ widths }: AdjustableDetails): string {
  return widths
    .map(({ width, validation }) => {
      if (!validation) return `${width}`;
      const { name, value } = validation;
      return `${width} (validation ${name} ${name === 'accuracy' ? percent(value, 2) : significant(value)})`;
    })
    .join(', ');
}
