import {
  type Activation,
  type ImageShape,
  type Layer,
  type NetworkSpec,
  type Pads,
  type RandomStream,
  shapesOf,
} from '../../core/index.ts';

/** Among them some that leave something behind where a unit is removed. */
const usualActivations: readonly Activation[] = [
  'relu',
  'silu',
  'tanh',
  'sigmoid',
  'identity',
  'softplus',
  'hardswish',
  { name: 'clip', low: 0.25, high: 2 },
  { name: 'leaky', slope: 0.2 },
];

/** Now and then slopes of their own for the units. */
function withSlopes<L extends Layer>(random: RandomStream, layer: L, units: number): L {
  // More slopes would not be spelled out where a network is written as text.
  if (!('activation' in layer) || units > 6 || random.uniform() < 0.85) return layer;
  const slopes = Array.from({ length: units }, () => Math.fround(2 * random.uniform() - 0.5));
  return { ...layer, activation: { name: 'prelu', slopes } };
}

function below(random: RandomStream, end: number): number {
  return Math.floor(random.uniform() * end);
}

function oneOf<T>(random: RandomStream, values: readonly T[]): T {
  return values[below(random, values.length)]!;
}

/**
 * A small network for vectors, dense layers with sums, products, slices and concatenations among them and of the features, as in wide and deep
 * networks; it ends in a dense layer or in a concatenation.
 */
export function randomVectorArchitecture(
  random: RandomStream,
  outputs: number,
  activations: readonly Activation[] = usualActivations,
): NetworkSpec {
  const inputs = 2 + below(random, 6);
  const layers: Layer[] = [];
  const dense = (units: number): Layer =>
    withSlopes(random, { kind: 'dense', units, activation: oneOf(random, activations) }, units);
  const part = (start: number, end: number): Layer =>
    withSlopes(random, { kind: 'slice', start, end, activation: oneOf(random, activations) }, end - start);
  layers.push(dense(2 + below(random, 5)));
  for (let step = below(random, 5); step >= 0; step--) {
    const start = layers.length - 1;
    const width = shapesOf({ inputs, layers })[start]![0];
    const kind = below(random, 7);
    if (kind === 0) layers.push(dense(2 + below(random, 5)));
    else if (kind === 5) {
      // A gated unit, as in GLU: one half of the features times what is made of the other.
      layers.push(dense(6), part(0, 3), { ...part(3, 6), from: start + 1 } as Layer);
      layers.push(dense(3), { kind: 'multiply', with: start + 2, activation: oneOf(random, activations) });
    } else if (kind === 6) {
      const end = 1 + below(random, width);
      layers.push(part(below(random, end), end), { kind: 'concat', with: [oneOf(random, [-1, start])] });
    } else if (kind === 1) layers.push({ kind: 'concat', with: [-1] });
    else if (kind === 2) layers.push(dense(3), { kind: 'concat', with: [start, oneOf(random, [-1, start])] });
    else {
      const from = kind === 3 ? -1 : start;
      const addition = { kind: 'add', with: from, activation: oneOf(random, activations) } as const;
      layers.push(dense(kind === 3 ? inputs : width), addition);
    }
  }
  if (random.uniform() < 0.7)
    return { inputs, layers: [...layers, { ...dense(outputs), activation: 'identity' } as Layer] };
  const end = layers.length - 1;
  layers.push(dense(1), { ...dense(outputs - 1), from: end } as Layer, { kind: 'concat', with: [end + 1] });
  return { inputs, layers };
}

/**
 * A small network for images of either layout, with convolutions of every kind, residual sums, products, slices,
 * concatenations (also of the features, and sums of them), pools and dense layers; it ends in one of these, in a global pool or in a flattened
 * convolution.
 */
export function randomArchitecture(
  random: RandomStream,
  outputs: number,
  activations: readonly Activation[] = usualActivations,
): NetworkSpec {
  const image: ImageShape = {
    // A row of numbers is an image of height 1.
    height: random.uniform() < 0.2 ? 1 : 4 + below(random, 5),
    width: 4 + below(random, 5),
    channels: 1 + below(random, 3),
    ...(random.uniform() < 0.4 && { layout: 'channels-first' }),
  };
  const layers: Layer[] = [];
  const activation = () => oneOf(random, activations);
  const add = (layer: Layer): boolean => {
    const probe = { inputs: image.height * image.width * image.channels, image, layers: [...layers, layer] };
    try {
      shapesOf({ ...probe, layers: [...probe.layers, { kind: 'flatten' }, dense(1)] });
    } catch {
      return false;
    }
    layers.push(layer);
    return true;
  };
  const part = (start: number, end: number): Layer =>
    withSlopes(
      random,
      { kind: 'slice', start, end, activation: random.uniform() < 0.5 ? activation() : 'identity' },
      end - start,
    );
  const dense = (units: number): Layer => ({ kind: 'dense', units, activation: 'identity' });
  const channelsNow = () => {
    const shapes = shapesOf({ ...spec(), layers: [...layers, { kind: 'flatten' }, dense(1)] });
    return shapes[layers.length - 1]![0];
  };
  const spec = () => ({ inputs: image.height * image.width * image.channels, image, layers });
  const convolution = (units: number, change: object = {}): Layer =>
    withSlopes(random, plainConvolution(units, change), units);
  const plainConvolution = (units: number, change: object): Layer => ({
    ...(!('strides' in change) &&
      random.uniform() < 0.3 && { dilations: [1 + below(random, 2), 2 + below(random, 2)] }),
    kind: 'convolution',
    units,
    kernel: [image.height === 1 ? 1 : 1 + below(random, 3), 1 + below(random, 3)],
    strides: [1 + below(random, 2), 1 + below(random, 2)],
    pads: Array.from({ length: 4 }, () => below(random, 2)) as unknown as Pads,
    groups: 1,
    activation: activation(),
    ...change,
  });
  add(convolution(2 + below(random, 5), { strides: [1, 1] }));
  for (let step = below(random, 4); step >= 0; step--) {
    const channels = channelsNow();
    const kind = below(random, 12);
    const start = layers.length - 1;
    const same = { kernel: [3, 3], strides: [1, 1], pads: [1, 1, 1, 1] };
    if (kind === 0) add(convolution(2 + below(random, 5)));
    else if (kind === 1) add(convolution(channels, { groups: 'depthwise' }));
    else if (kind === 2) {
      const pool = { kernel: [2, 2], strides: [1 + below(random, 2), 2], pads: [0, below(random, 2), 0, 0] } as const;
      const mode = oneOf(random, ['max', 'average'] as const);
      const counts = mode === 'average' && pool.pads[1] > 0 && random.uniform() < 0.5;
      add({ kind: 'pool', mode, ...pool, ...(counts && { countsPadding: true }) });
    } else if (kind === 3 && channels % 2 === 0) add(convolution(4, { groups: 2 }));
    else if (kind === 4) add({ kind: 'concat', with: [oneOf(random, [-1, start - 1]), start] });
    else if (kind === 5) {
      add(convolution(2, same));
      add({ kind: 'concat', with: [start] });
    } else if (kind === 6) {
      add(convolution(2, same));
      add({ kind: 'concat', with: [start] });
      add(convolution(2, same));
      add({ kind: 'concat', with: [start] });
      add({ kind: 'add', with: start + 2, activation: oneOf(random, ['relu', 'sigmoid'] as const) });
    } else if (kind === 8) {
      // Squeeze and excitation.
      add({ kind: 'global-pool', mode: oneOf(random, ['max', 'average'] as const) });
      add({ ...dense(2), activation: activation() } as Layer);
      add({ ...dense(channels), activation: oneOf(random, ['sigmoid', 'hardsigmoid', 'relu'] as const) } as Layer);
      add({ kind: 'multiply', with: start, activation: oneOf(random, ['identity', 'relu'] as const) });
    } else if (kind === 9) {
      // Some channels go around, as in ShuffleNet, and all come together in another order.
      const middle = 1 + below(random, channels);
      add(part(0, middle));
      if (middle < channels) {
        add({ ...part(middle, channels), from: start } as Layer);
        add(convolution(2 + below(random, 3), same));
        add({ kind: 'concat', with: [start + 1] });
      }
    } else if (kind === 11) {
      // Spatial attention, by the largest of the channels.
      add({ kind: 'channel-max', ...(random.uniform() < 0.3 && { least: Math.fround(random.normal()) }) });
      if (random.uniform() < 0.5) add({ kind: 'concat', with: [start] });
      add(convolution(channels, { ...same, activation: oneOf(random, ['sigmoid', 'identity'] as const) }));
      add({ kind: 'multiply', with: start, activation: 'identity' });
    } else if (kind === 10) {
      add(convolution(channels, { ...same, activation: oneOf(random, ['identity', 'tanh'] as const) }));
      add({ kind: 'multiply', with: start, activation: activation() });
    } else {
      add(convolution(3, same));
      add(convolution(channels, { ...same, activation: oneOf(random, ['identity', 'relu'] as const) }));
      add({ kind: 'add', with: start, activation: oneOf(random, ['relu', 'identity'] as const) });
    }
  }
  if (random.uniform() < 0.3) {
    if (random.uniform() < 0.4) {
      const same = { kernel: [3, 3], strides: [1, 1], pads: [1, 1, 1, 1] };
      add(convolution(outputs, same));
      add(convolution(outputs, { ...same, activation: 'identity' }));
      add({ kind: 'add', with: layers.length - 2, activation: 'identity' });
      layers.push({ kind: 'global-pool', mode: oneOf(random, ['max', 'average'] as const) });
      return spec();
    }
    const pointwise = { kernel: [1, 1], strides: [1, 1], pads: [0, 0, 0, 0], activation: 'identity' };
    add(convolution(outputs, pointwise));
    layers.push({ kind: 'global-pool', mode: oneOf(random, ['max', 'average'] as const) });
    return spec();
  }
  if (random.uniform() < 0.2) {
    const [, height, width] = shapesOf({ ...spec(), layers: [...layers, { kind: 'flatten' }] }).at(-2)!;
    const whole = { kernel: [height, width], strides: [1, 1], pads: [0, 0, 0, 0] };
    add(convolution(outputs, { ...whole, activation: 'identity' }));
    layers.push({ kind: 'flatten' });
    return spec();
  }
  if (random.uniform() < 0.5) layers.push({ kind: 'flatten' });
  else layers.push({ kind: 'global-pool', mode: oneOf(random, ['max', 'average'] as const) });
  if (random.uniform() < 0.7) layers.push({ kind: 'dense', units: 2 + below(random, 5), activation: activation() });
  layers.push({ kind: 'dense', units: outputs, activation: 'identity' });
  return spec();
}
