import { isDeep, madeOf } from './affine.ts';
import type { Affine, Expression } from './expression.ts';
import type { Refusal, Seen } from './seen.ts';

/** Files that mean well have far fewer. */
export const mostChannels = 16_384;
export const mostParts = 256;

/**
 * Some channels or features of a value, or all of them in another order. Layers keep their own order: what a file shuffles
 * is taken up by the weights that read it (`Seen.places`), and what it takes of a concatenation is a concatenation of
 * slices.
 * @param listed places among the model's channels, in the order wanted
 */
export function selected(seen: Seen, listed: readonly number[]): Seen | Refusal {
  const select = selectionFrom(seen);
  return typeof select === 'string' ? select : select(listed);
}

/** The same for whoever selects several times. */
export function selectionFrom(seen: Seen): ((listed: readonly number[]) => Seen | Refusal) | Refusal {
  const { expression, places, affine } = seen;
  if (expression.layer?.kind === 'flatten') return 'takes some of what was flattened';
  const [count] = expression.shape;
  if (affine && isDeep(affine)) return 'takes channels of what was scaled more often than is read';
  if (count > mostChannels) return 'takes some of more channels than networks have';
  const channelAt = places && channelsByPlace(places);
  return (listed) => selectedBy(channelAt, seen, listed);
}

function channelsByPlace(places: Uint32Array): Uint32Array {
  const channels = new Uint32Array(places.length);
  for (const [channel, place] of places.entries()) channels[place] = channel;
  return channels;
}

/** @param channelAt by places; undefined where channels are at their own */
function selectedBy(
  channelAt: Uint32Array | undefined,
  { expression, places: _, affine, ...form }: Seen,
  listed: readonly number[],
): Seen | Refusal {
  const [count] = expression.shape;
  if (listed.length === 0 || listed.some((place) => !(Number.isInteger(place) && place >= 0 && place < count)))
    return 'takes channels that are not there';
  const wanted = channelAt ? listed.map((place) => channelAt[place]!) : listed;
  // Nearly always; sorting thousands of channels for each of many groups is what takes time.
  const isAscending = wanted.every((channel, at) => at === 0 || channel > wanted[at - 1]!);
  const own = isAscending ? wanted : wanted.toSorted((one, other) => one - other);
  if (!isAscending && own.some((channel, at) => channel === own[at - 1])) return 'takes a channel twice';
  const sources = own.length === count ? [expression] : slicesOf(expression, own);
  if (sources.length > mostParts) return 'takes channels from too many places';
  return {
    ...form,
    expression: joined(sources),
    ...(!isAscending && { places: placesIn(wanted, own) }),
    ...(affine && { affine: ofChannels(affine, own) }),
  };
}

/** For each channel its place in the order wanted. */
function placesIn(wanted: readonly number[], own: readonly number[]): Uint32Array {
  const placeOf = new Map(wanted.map((channel, at) => [channel, at]));
  return Uint32Array.from(own, (channel) => placeOf.get(channel)!);
}

function ofChannels(affine: Affine, kept: readonly number[]): Affine {
  const some: Affine = () => {
    const { scale, shift } = affine();
    const of = (values: Float64Array) => Float64Array.from(kept, (channel) => values[channel]!);
    return { scale: of(scale), shift: of(shift) };
  };
  return madeOf(some, affine);
}

/** Channels in any order, as a concatenation of slices; undefined where there would be too many. */
export function gathered(expression: Expression, channels: readonly number[]): Expression | undefined {
  if (channels.length > mostChannels || expression.layer?.kind === 'flatten') return undefined;
  const sources = slicesOf(expression, channels);
  return sources.length > mostParts ? undefined : joined(sources);
}

/** Channels as slices of what a concatenation joins, or a slice is of. */
function slicesOf(expression: Expression, channels: readonly number[]): Expression[] {
  const slices: { readonly source: Expression; readonly start: number; end: number }[] = [];
  // What is no concatenation and no slice needs not be looked through channel by channel.
  const isWhole = originOf(expression, 0).source === expression;
  for (const channel of channels) {
    const { source, at } = isWhole ? { source: expression, at: channel } : originOf(expression, channel);
    const last = slices.at(-1);
    if (last?.source === source && last.end === at) last.end++;
    else slices.push({ source, start: at, end: at + 1 });
  }
  return slices.map(({ source, start, end }): Expression => {
    const [count, ...image] = source.shape;
    if (end - start === count) return source;
    return {
      layer: { kind: 'slice', start, end, activation: 'identity' },
      sources: [source],
      shape: [end - start, ...image] as unknown as Expression['shape'],
    };
  });
}

function originOf(expression: Expression, channel: number): { readonly source: Expression; readonly at: number } {
  let [source, at] = [expression, channel];
  for (let depth = 0; depth < deepest; depth++) {
    const { layer, sources } = source;
    if (layer?.kind === 'concat') {
      const part = sources.findIndex(({ shape: [count] }) => {
        if (at < count) return true;
        at -= count;
        return false;
      });
      source = sources[part]!;
    } else if (layer?.kind === 'slice' && layer.activation === 'identity') {
      at += layer.start;
      source = sources[0]!;
    } else break;
  }
  return { source, at };
}

/** Concatenations of concatenations that are looked through. */
const deepest = 64;

export function joined(sources: readonly Expression[]): Expression {
  const [first] = sources as [Expression];
  if (sources.length === 1) return first;
  const channels = sources.reduce((sum, { shape: [own] }) => sum + own, 0);
  const shape = [channels, ...first.shape.slice(1)] as unknown as Expression['shape'];
  return { layer: { kind: 'concat' }, sources, shape };
}
