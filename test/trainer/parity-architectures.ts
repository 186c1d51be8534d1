export const dropout = { inputs: 0.2, hidden: 0.5 };
/** Images of 6 x 5 pixels in one or two channels. */
export const architectures = {
  'a convolutional network': '6x5x1-c3k3p1-max2-c4k2s2-flat-6',
  'residual sums': '6x5x2-c3k3p1-c3k3p1-c3k3p1-add0-@2:c4k1s2-gavg',
  'depthwise convolutions': '6x5x2-c4k3s2p1-c4k3p1d-c3k1-avg2s1-flat',
  concatenations: '6x5x2-c3k3p1-c2k3p1-cat0.in-c7k3p1d-c2k1-cat1-gavg',
  'channels first and no dense layer': '6x5x2:chw-c4k3s2-c3k1-cNk1-gavg',
  'wide and deep layers': '5-4-3-catin-4-cat1.in',
  'channels that fill blocks': '6x5x2-c16k3p1-c16k3p1-add0-c16k3p1d-c20k3s2p1-gavg-5',
  'grouped convolutions': '6x5x2-c4k3g2-c4k1-gavg-5',
};
