import { formatImage } from './network-format.ts';
import { parseNetwork } from './network-parse.ts';
import type { ImageShape, NetworkSpec } from './network-spec.ts';

/** A well-known architecture for images of any size that it can take. */
export interface NetworkPreset {
  readonly name: string;
  readonly summary: string;
  /** In the notation of `parseNetwork`, without the image and the last layer. */
  readonly layers: string;
}

export const networkPresets: readonly NetworkPreset[] = [
  {
    name: 'lenet5',
    summary: 'LeNet-5 as Caffe has it: 20 and 50 filters of 5 x 5, 500 units',
    layers: 'c20k5-max2-c50k5-max2-flat-500',
  },
  {
    name: 'resnet8',
    summary: 'ResNet-8 of MLPerf Tiny: three residual blocks of 16, 32 and 64 filters',
    layers: [
      'c16k3p1-bn',
      'c16k3p1-bn-c16k3p1-bn-add1',
      'c32k3s2p1-bn-c32k3p1-bn=identity-@6:c32k1s2-bn-add10',
      'c64k3s2p1-bn-c64k3p1-bn=identity-@13:c64k1s2-bn-add17',
      'gavg',
    ].join('-'),
  },
  {
    name: 'ds-cnn',
    summary: 'DS-CNN of MLPerf Tiny: one convolution, then four depthwise separable ones, 64 channels',
    layers: ['c64k3s2p1-bn', ...Array.from({ length: 4 }, () => 'c64k3p1d-bn-c64k1-bn'), 'gavg'].join('-'),
  },
];

/**
 * A preset for images of this shape.
 * @returns undefined when there is none of this name
 * @throws NETWORK_INVALID when the images are too small for its windows
 */
export function presetNetwork(name: string, image: ImageShape, outputs: number): NetworkSpec | undefined {
  const preset = networkPresets.find((candidate) => candidate.name === name);
  if (!preset) return undefined;
  return parseNetwork(`${formatImage(image)}-${preset.layers}-${outputs}`);
}
