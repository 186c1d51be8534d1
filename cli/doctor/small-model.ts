import { tensor } from '../../core/index.ts';
import { exportModel } from '../../exporter/index.ts';

/** One number in, twice that out. */
export function smallModel(): Uint8Array {
  return exportModel({
    input: { kind: 'table', columns: [{ kind: 'numeric', name: 'x', mean: 0, scale: 1, imputed: false }] },
    task: { kind: 'regression', target: 'y', mean: 0, scale: 1 },
    keptInputs: [0],
    layers: [
      {
        kind: 'dense',
        units: 1,
        weight: tensor([1, 1], [2]),
        bias: tensor([1], [0]),
        activation: 'identity',
        keptUnits: [0],
      },
    ],
  });
}
