import { SecateurError } from '../errors.ts';
import { type Activation, parseActivation } from './activation.ts';
import { structureOf } from './network-levels.ts';
import type { ImageShape, Layer, NetworkSpec, Pads } from './network-spec.ts';

const maximumWidth = 1_000_000;
const syntax =
  'Write the widths from inputs to outputs, each a whole number from 1 to 1000000, for example 784-300-100-10; or an image and layers, for example 28x28x1-c20k5-max2-c50k5-max2-flat-500-10 (docs/networks.md).';

/**
 * Reads `784-300-100-10`: inputs, hidden widths, outputs; or an image (height x width x channels) and layers, as
 * docs/networks.md describes. Layers that name no activation use `hidden`, or none at the end (only pools and `flat` may
 * follow) and before `bn`, `add` and `mul`; nor have `mul` and `part` themselves.
 * @throws NETWORK_INVALID when it cannot be read or the layers do not fit each other
 */
export function parseNetwork(text: string, hidden: Activation = 'relu'): NetworkSpec {
  // Not within parentheses, where numbers may be negative.
  const [head = '', ...tokens] = text.split(/-(?![^(]*\))/).map((part) => part.trim());
  const image = parseImage(head);
  const inputs = image ? image.height * image.width * image.channels : widthOf(head);
  const layers = tokens.map((token, index) => {
    const isLast = tokens.slice(index + 1).every((later) => /^(max|avg|gmax|gavg|flat)/.test(later));
    const isJoined = /^(bn|(add|mul)(\d+|in))(=|$)/.test(tokens[index + 1] ?? '');
    return parseLayer(token, isLast || isJoined || /^(@(in|\d+):)?(mul|part)/.test(token) ? 'identity' : hidden);
  });
  const unread = inputs === undefined ? head : tokens[layers.indexOf(undefined)];
  if (unread !== undefined || layers.length === 0) {
    const at = unread && unread !== text ? ` at '${unread.slice(0, 40)}'` : '';
    throw new SecateurError('NETWORK_INVALID', `Cannot read the network '${text.slice(0, 200)}'${at}. ${syntax}`);
  }
  const network: NetworkSpec = { inputs: inputs!, ...(image && { image }), layers: layers as Layer[] };
  structureOf(network);
  return network;
}

/** `32x32x3`, `32x32x3:chw`; undefined for anything else. */
export function parseImage(text: string): ImageShape | undefined {
  const [, h, w, c, first] = /^(\d+)x(\d+)x(\d+)(:chw)?$/.exec(text) ?? [];
  const [height, width, channels] = [h, w, c].map((size) => widthOf(size ?? ''));
  if (!height || !width || !channels) return undefined;
  return { height, width, channels, ...(first && { layout: 'channels-first' }) };
}

function widthOf(text: string): number | undefined {
  const width = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return width >= 1 && width <= maximumWidth ? width : undefined;
}

/** `[from:]body[=activation]` */
function parseLayer(token: string, usual: Activation): Layer | undefined {
  const [, source, body = '', named] =
    /^(?:@(in|\d+):)?([a-z0-9x.]+|cmax\([^()]+\))(?:=([a-z0-9]+(?:\([^()]*\))?))?$/.exec(token) ?? [];
  const activation = named === undefined ? usual : parseActivation(named);
  const layer = activation && (parseChannelMax(body) ?? parseBody(body, activation));
  if (!layer || (named !== undefined && !('activation' in layer))) return undefined;
  return source === undefined ? layer : { ...layer, from: sourceNamed(source) };
}

function sourceNamed(text: string): number {
  return text === 'in' ? -1 : Number(text);
}

/** `cmax`, `cmax(0)` */
function parseChannelMax(body: string): Layer | undefined {
  const [, least] = /^cmax(?:\((.+)\))?$/.exec(body) ?? [];
  if (least === undefined) return body === 'cmax' ? { kind: 'channel-max' } : undefined;
  return Number.isFinite(Number(least)) ? { kind: 'channel-max', least: Number(least) } : undefined;
}

function parseBody(body: string, activation: Activation): Layer | undefined {
  const units = widthOf(body);
  if (units !== undefined) return { kind: 'dense', units, activation };
  const [, joining, sources = ''] = /^(add|mul|cat)((?:in|\d+)(?:\.(?:in|\d+))*)$/.exec(body) ?? [];
  if (joining) {
    const [first, ...more] = sources.split('.').map(sourceNamed) as [number, ...number[]];
    if (joining === 'cat') return { kind: 'concat', with: [first, ...more] };
    const kind = joining === 'add' ? 'add' : 'multiply';
    return more.length === 0 ? { kind, with: first, activation } : undefined;
  }
  const [, start, end] = /^part(\d+)\.(\d+)$/.exec(body) ?? [];
  if (start && end) return { kind: 'slice', start: Number(start), end: Number(end), activation };
  const [, name = '', argument, options = ''] = /^(c|max|avg|gmax|gavg|flat|bn)(\d+(?:x\d+)?)?(.*)$/.exec(body) ?? [];
  switch (name) {
    case 'c': {
      const found = parseWindow(options, undefined);
      const filters = widthOf(argument ?? '');
      if (!found?.kernel || found.countsPadding || filters === undefined) return undefined;
      return {
        kind: 'convolution',
        units: filters,
        kernel: found.kernel,
        strides: found.strides ?? [1, 1],
        pads: found.pads,
        ...(found.dilations && { dilations: found.dilations }),
        groups: found.groups ?? 1,
        activation,
      };
    }
    case 'max':
    case 'avg': {
      const kernel = pair(argument);
      const found = parseWindow(options, kernel);
      if (!kernel || !found || found.groups !== undefined || found.dilations) return undefined;
      const mode = name === 'max' ? 'max' : 'average';
      const { strides = kernel, pads, countsPadding } = found;
      return { kind: 'pool', mode, kernel, strides, pads, ...(countsPadding && { countsPadding: true as const }) };
    }
    case 'gmax':
    case 'gavg':
      return argument || options ? undefined : { kind: 'global-pool', mode: name === 'gmax' ? 'max' : 'average' };
    case 'flat':
      return argument || options ? undefined : { kind: 'flatten' };
    case 'bn':
      return argument || options ? undefined : { kind: 'batch-norm', activation };
    default:
      return undefined;
  }
}

interface Window {
  readonly kernel: [number, number] | undefined;
  readonly strides: [number, number] | undefined;
  readonly pads: Pads;
  readonly countsPadding: boolean;
  readonly dilations: [number, number] | undefined;
  readonly groups: number | 'depthwise' | undefined;
}

/** `k3`, `s2`, `p1` or `z1`, `r2`, `g16` or `d`, in this order, each at most once; sizes as one number or `3x5`, pads also as four. */
function parseWindow(text: string, kernel: [number, number] | undefined): Window | undefined {
  const found = /^(?:k([\dx]+))?(?:s([\dx]+))?(?:([pz])(\d+(?:\.\d+\.\d+\.\d+)?))?(?:r([\dx]+))?(?:g(\d+)|(d))?$/.exec(
    text,
  );
  if (!found) return undefined;
  const [, k, s, padding, p, r, g, d] = found;
  const pads = (p ?? '0').split('.').map(Number);
  const result = {
    kernel: kernel ?? pair(k),
    strides: pair(s),
    pads: (pads.length === 4 ? pads : Array(4).fill(pads[0])) as unknown as Pads,
    countsPadding: padding === 'z',
    dilations: pair(r),
    groups: d ? ('depthwise' as const) : g === undefined ? undefined : widthOf(g),
  };
  const isWhole = (k === undefined || (result.kernel && !kernel)) && (s === undefined || result.strides);
  const isApart = r === undefined || result.dilations;
  return isWhole && isApart && (g === undefined || result.groups !== undefined) ? result : undefined;
}

function pair(text: string | undefined): [number, number] | undefined {
  const sizes = text?.split('x').map(widthOf);
  if (!sizes || sizes.length > 2 || sizes.includes(undefined)) return undefined;
  const [height, width = height] = sizes as [number, number?];
  return [height, width!];
}
