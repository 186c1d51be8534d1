import { formatFigure, formatPercent } from '../../core/index.ts';
import type { AdjustableDetails } from '../../exporter/index.ts';

/** `0.25 (validation accuracy 96.10 %), 1 (...)` */
export function formatWidths({ widths }: AdjustableDetails): string {
  return widths
    .map(({ width, validation }) => {
      if (!validation) return `${width}`;
      const { name, value } = validation;
      return `${width} (validation ${name} ${name === 'accuracy' ? formatPercent(value, 2) : formatFigure(value)})`;
    })
    .join(', ');
}
