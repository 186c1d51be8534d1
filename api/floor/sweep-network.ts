import { type CompactNetwork, randomStream } from '../../core/index.ts';

const classes = 10;

/** A classifier of n inputs with two hidden layers of n units; its weights are random, for time does not depend on them. */
export function sweepNetwork(units: number): CompactNetwork {
  const random = randomStream(1, `floor of ${units} units`);
  const layer = (outputs: number, activation: 'relu' | 'identity') => {
    const reach = Math.sqrt(6 / units);
    return {
      kind: 'dense' as const,
      units: outputs,
      weight: {
        shape: [outputs, units],
        data: Float32Array.from({ length: outputs * units }, () => reach * (2 * random.uniform() - 1)),
      },
      bias: { shape: [outputs], data: new Float32Array(outputs) },
      activation,
      keptUnits: Array.from({ length: outputs }, (_, unit) => unit),
    };
  };
  return {
    input: { kind: 'image', height: 1, width: units, channels: 1, scale: 255 },
    task: { kind: 'classification', labels: Array.from({ length: classes }, (_, label) => `${label}`) },
    keptInputs: Array.from({ length: units }, (_, unit) => unit),
    layers: [layer(units, 'relu'), layer(units, 'relu'), layer(classes, 'identity')],
  };
}

/** Units of networks whose multiply-accumulates grow fourfold, from about a thousand until they reach `largest`. */
export function sweepUnits(largest: number): number[] {
  const sizes: number[] = [];
  for (let macs = smallestMacs; sizes.length < leastSizes || macs <= 4 * largest; macs *= 4) {
    if (macs > mostMacs) break;
    sizes.push(unitsFor(macs));
  }
  return sizes;
}

const smallestMacs = 1024;
/** Up to a million, whatever the models are: below that a processor shows its overhead and not its rate. */
const leastSizes = 6;
/** 16.8 million weights are a file of 67 MB. */
const mostMacs = 2 ** 24;

export function macsOf(units: number): number {
  return 2 * units ** 2 + classes * units;
}

function unitsFor(macs: number): number {
  return Math.max(2, Math.round((-classes + Math.sqrt(classes ** 2 + 8 * macs)) / 4));
}
