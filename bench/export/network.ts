import type { CompactNetwork, DenseLayer } from '../../core/index.ts';

/** A chain of dense layers with weights that are neither zero nor random enough to take long to make. */
export function largeNetwork(widths: readonly number[]): CompactNetwork {
  const range = (size: number) => Array.from({ length: size }, (_, index) => index);
  const layers = widths.slice(1).map((units, index) => {
    const inputs = widths[index]!;
    const data = new Float32Array(units * inputs);
    for (let at = 0; at < data.length; at++) data[at] = (((at * 2654435761) >>> 16) / 2 ** 15 - 1) / inputs;
    const activation: DenseLayer['activation'] = index === widths.length - 2 ? 'identity' : 'relu';
    return {
      kind: 'dense' as const,
      units,
      activation,
      weight: { shape: [units, inputs], data },
      bias: { shape: [units], data: new Float32Array(units) },
      keptUnits: range(units),
    };
  });
  return {
    input: { kind: 'image', height: 1, width: widths[0]!, channels: 1, scale: 255 },
    task: { kind: 'classification', labels: range(widths.at(-1)!).map(String) },
    keptInputs: range(widths[0]!),
    layers,
  };
}
