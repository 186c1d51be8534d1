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
  const channels = new Map(Array.from({ length: count }, (_, channel) => [places?.[channel] ?? channel, channel]));
  return (listed) => selectedBy(channels, seen, listed);
}

/** @param channels by their places */
function selectedBy(
  channels: ReadonlyMap<number, number>,
  { expression, places: _, affine, ...form }: Seen,
  listed: readonly number[],
): Seen | Refusal {
  const wanted = listed.map((place) => channels.get(place));
  if (wanted.length === 0 || wanted.includes(undefined)) return 'takes channels that are not there';
  const own = [...(wanted as number[])].sort((one, other) => one - other);
  if (own.some((channel, at) => channel === own[at - 1])) return 'takes a channel twice';
  const placeOf = new Map((wanted as number[]).map((channel, at) => [channel, at]));
  const sources = own.length === channels.size ? [expression] : slicesOf(expression, own);
  if (sources.length > mostParts) return 'takes channels from too many places';
  const order = Uint32Array.from(own, (channel) => placeOf.get(channel)!);
  return {
    ...form,
    expression: joined(sources),
    ...(order.some((place, at) => place !== at) && { places: order }),
    ...(affine && { affine: ofChannels(affine, placeOf) }),
  };
}

function ofChannels(affine: Affine, kept: ReadonlyMap<number, number>): Affine {
  const some: Affine = () => {
    const { scale, shift } = affine();
    return { scale: scale.filter((_, at) => kept.has(at)), shift: shift.filter((_, at) => kept.has(at)) };
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
  for (const channel of channels) {
    const { source, at } = originOf(expression, channel);
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
