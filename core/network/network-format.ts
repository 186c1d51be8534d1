import {
  type Activation,
  type ImageShape,
  isPassing,
  type Layer,
  type NetworkSpec,
  type Pads,
} from './network-spec.ts';

/** The inverse of `parseNetwork`: activations are spelled out where they are not the usual ones. */
export function formatNetwork({ image, inputs, layers }: NetworkSpec): string {
  const formatted = layers.map((layer, index) => {
    const next = layers[index + 1];
    const isLast = layers.slice(index + 1).every((later) => isPassing(later) && later.from === undefined);
    const isSummed = (next?.kind === 'batch-norm' || next?.kind === 'add') && next.from === undefined;
    return formatLayer(layer, isLast || isSummed ? 'identity' : 'relu');
  });
  return [image ? formatImage(image) : String(inputs), ...formatted].join('-');
}

/** Height, width and channels. */
export function formatImage({ height, width, channels, layout }: ImageShape): string {
  return `${height}x${width}x${channels}${layout === 'channels-first' ? ':chw' : ''}`;
}

function formatLayer(layer: Layer, usual: Activation): string {
  const source = layer.from === undefined ? '' : `@${formatSource(layer.from)}:`;
  const activation = 'activation' in layer && layer.activation !== usual ? `=${layer.activation}` : '';
  return `${source}${formatBody(layer)}${activation}`;
}

function formatBody(layer: Layer): string {
  switch (layer.kind) {
    case 'dense':
      return String(layer.units);
    case 'convolution': {
      const { units, kernel, strides, groups, pads } = layer;
      const stride = strides.every((size) => size === 1) ? '' : `s${formatPair(strides)}`;
      return `c${units}k${formatPair(kernel)}${stride}${formatPads(pads)}${formatGroups(groups)}`;
    }
    case 'pool': {
      const { mode, kernel, strides, pads } = layer;
      const stride = formatPair(strides) === formatPair(kernel) ? '' : `s${formatPair(strides)}`;
      return `${mode === 'max' ? 'max' : 'avg'}${formatPair(kernel)}${stride}${formatPads(pads)}`;
    }
    case 'global-pool':
      return layer.mode === 'max' ? 'gmax' : 'gavg';
    case 'flatten':
      return 'flat';
    case 'batch-norm':
      return 'bn';
    case 'add':
      return `add${formatSource(layer.with)}`;
    case 'concat':
      return `cat${layer.with.map(formatSource).join('.')}`;
    default:
      return layer satisfies never;
  }
}

function formatSource(source: number): string {
  return source === -1 ? 'in' : String(source);
}

function formatPair([height, width]: readonly [number, number]): string {
  return height === width ? String(height) : `${height}x${width}`;
}

function formatPads(pads: Pads): string {
  if (pads.every((pad) => pad === pads[0])) return pads[0] === 0 ? '' : `p${pads[0]}`;
  return `p${pads.join('.')}`;
}

function formatGroups(groups: number | 'depthwise'): string {
  if (groups === 'depthwise') return 'd';
  return groups === 1 ? '' : `g${groups}`;
}
