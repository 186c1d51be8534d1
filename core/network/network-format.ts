import { type Activation, formatActivation, isSameActivation } from './activation.ts';
import { type ImageShape, isCombining, isPassing, type Layer, type NetworkSpec, type Pads } from './network-spec.ts';

/**
 * The inverse of `parseNetwork`: activations are spelled out where they are not the usual ones. More than six slopes of
 * a `prelu` are only counted, which `parseNetwork` cannot read.
 */
export function formatNetwork(network: NetworkSpec): string {
  const { image, inputs } = network;
  return [image ? formatImage(image) : String(inputs), ...formatLayers(network)].join('-');
}

/** Each layer in that notation. */
export function formatLayers({ layers }: NetworkSpec): string[] {
  return layers.map((layer, index) => {
    const next = layers[index + 1];
    const isLast = layers.slice(index + 1).every((later) => isPassing(later) && later.from === undefined);
    const isJoined = next !== undefined && (next.kind === 'batch-norm' || isCombining(next)) && next.from === undefined;
    const isPlain = layer.kind === 'multiply' || layer.kind === 'slice';
    return formatLayer(layer, isLast || isJoined || isPlain ? 'identity' : 'relu');
  });
}

/** Height, width and channels. */
export function formatImage({ height, width, channels, layout }: ImageShape): string {
  return `${height}x${width}x${channels}${layout === 'channels-first' ? ':chw' : ''}`;
}

function formatLayer(layer: Layer, usual: Activation): string {
  const source = layer.from === undefined ? '' : `@${formatSource(layer.from)}:`;
  const isUnusual = 'activation' in layer && !isSameActivation(layer.activation, usual);
  const activation = isUnusual ? `=${formatActivation(layer.activation)}` : '';
  return `${source}${formatBody(layer)}${activation}`;
}

function formatBody(layer: Layer): string {
  switch (layer.kind) {
    case 'dense':
      return String(layer.units);
    case 'convolution': {
      const { units, kernel, strides, dilations, groups, pads } = layer;
      const stride = strides.every((size) => size === 1) ? '' : `s${formatPair(strides)}`;
      const apart = dilations?.some((size) => size !== 1) ? `r${formatPair(dilations)}` : '';
      return `c${units}k${formatPair(kernel)}${stride}${formatPads(pads)}${apart}${formatGroups(groups)}`;
    }
    case 'pool': {
      const { mode, kernel, strides, pads } = layer;
      const stride = formatPair(strides) === formatPair(kernel) ? '' : `s${formatPair(strides)}`;
      const padding = formatPads(pads, layer.countsPadding ? 'z' : 'p');
      return `${mode === 'max' ? 'max' : 'avg'}${formatPair(kernel)}${stride}${padding}`;
    }
    case 'global-pool':
      return layer.mode === 'max' ? 'gmax' : 'gavg';
    case 'channel-max':
      return layer.least === undefined ? 'cmax' : `cmax(${layer.least})`;
    case 'flatten':
      return 'flat';
    case 'batch-norm':
      return 'bn';
    case 'add':
      return `add${formatSource(layer.with)}`;
    case 'concat':
      return `cat${layer.with.map(formatSource).join('.')}`;
    case 'multiply':
      return `mul${formatSource(layer.with)}`;
    case 'slice':
      return `part${layer.start}.${layer.end}`;
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

function formatPads(pads: Pads, letter = 'p'): string {
  if (pads.every((pad) => pad === pads[0])) return pads[0] === 0 ? '' : `${letter}${pads[0]}`;
  return `${letter}${pads.join('.')}`;
}

function formatGroups(groups: number | 'depthwise'): string {
  if (groups === 'depthwise') return 'd';
  return groups === 1 ? '' : `g${groups}`;
}
