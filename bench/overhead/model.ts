import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type CompactNetwork, randomStream } from '../../core/index.ts';
import { exportModel } from '../../exporter/index.ts';

/** The demonstration's pruned model where it has been made, else a random network of such a shape. */
export async function modelToMeasure(): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
  const demo = fileURLToPath(new URL('../../../out/demo/pruned.onnx', import.meta.url));
  if (existsSync(demo)) return { name: 'out/demo/pruned.onnx', bytes: await readFile(demo) };
  const network = randomPrunedNetwork([200, 80, 36, 10]);
  return { name: 'random 200-80-36-10 of 784 pixels', bytes: exportModel(network) };
}

/** Images to call it with one after another: bytes as numbers. */
export function rowsToCallWith(width: number): Float32Array[] {
  const random = randomStream(1, 'bench/overhead/rows');
  return Array.from({ length: 64 }, () =>
    Float32Array.from({ length: width }, () => Math.floor(256 * random.uniform())),
  );
}

/** A classifier of 28 x 28 pixels that reads `widths[0]` of them, as if cut from a larger one. */
function randomPrunedNetwork(widths: readonly number[]): CompactNetwork {
  const random = randomStream(1, 'bench/overhead');
  const pixels = 784;
  return {
    input: { kind: 'image', height: 28, width: 28, channels: 1, scale: 255 },
    task: { kind: 'classification', labels: Array.from({ length: widths.at(-1)! }, (_, label) => String(label)) },
    keptInputs: Array.from({ length: widths[0]! }, (_, index) => Math.floor((index * pixels) / widths[0]!)),
    layers: widths.slice(1).map((units, layer) => {
      const inputs = widths[layer]!;
      const scale = Math.sqrt(2 / inputs);
      return {
        kind: 'dense',
        units,
        weight: {
          shape: [units, inputs],
          data: Float32Array.from({ length: units * inputs }, () => scale * random.normal()),
        },
        bias: { shape: [units], data: new Float32Array(units) },
        activation: layer === widths.length - 2 ? 'identity' : 'relu',
        keptUnits: Array.from({ length: units }, (_, unit) => unit),
      };
    }),
  };
}
