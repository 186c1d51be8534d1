import { intOf } from '../attributes.ts';
import { sliceRanges } from '../fold/rearrange.ts';
import { axisIn } from '../fold/strides.ts';
import { actualShape, channelAxis, dataInput, type NodeReader, type Reading, type Refusal, type Seen } from './seen.ts';
import { mostChannels, mostParts, selected } from './selection.ts';

/** One of the parts that a Split makes of the channels. */
export const readSplit: NodeReader = (reading) => {
  const { node, view, at } = reading;
  const seen = reading.seen(node.inputs[0]!);
  if (!seen) return 'has sizes that are computed';
  if (seen.expression.shape[0] > mostChannels) return tooMany;
  if (node.outputs.length > mostParts) return 'splits channels into too many parts';
  const axis = axisIn(seen.rank, intOf(node, 'axis', 0));
  if (axis !== channelAxis(seen)) return 'splits another axis than channels';
  const sizes = node.outputs.slice(0, at + 1).map((name) => view.shapeOf(name)?.rest[axis - 1]);
  if (sizes.includes(undefined)) return 'makes parts of sizes that are not known beforehand';
  const start = (sizes as number[]).slice(0, at).reduce((sum, size) => sum + size, 0);
  return selected(seen, range(start, sizes[at]!));
};

/** Channels from one on to another, also every so manyth of them. */
export const readSlice: NodeReader = (reading) => {
  const data = slicedInput(reading);
  if (typeof data === 'string') return data;
  const { seen } = data;
  const { node, view } = reading;
  const operands = node.inputs.slice(1).map((name) => (name === '' ? undefined : view.numbersOf(name)));
  // The size of the batch does not matter: it is not to be cut.
  const ranges = sliceRanges(node, [1, ...actualShape(seen)], operands);
  if (!ranges) return 'slices in a way that is not known beforehand';
  const isWhole = ({ from, step, length }: { from: number; step: number; length: number }, size: number) =>
    from === 0 && step === 1 && length === size;
  const others = ranges.filter(({ axis, size, ...own }) => axis !== channelAxis(seen) && !isWhole(own, size));
  if (others.length > 0 || ranges.some(({ axis }) => axis === 0)) return 'slices another axis than channels';
  const along = ranges.filter(({ axis }) => axis === channelAxis(seen));
  if (along.length > 1) return 'slices its channels twice';
  const [channels] = along;
  return channels ? selected(seen, range(channels.from, channels.length, channels.step)) : seen;
};

/** Channels by their numbers, which are constant. */
export const readGather: NodeReader = (reading) => {
  const data = slicedInput(reading);
  if (typeof data === 'string') return data;
  const { seen } = data;
  const { node, view } = reading;
  const indices = view.numbersOf(node.inputs[1] ?? '');
  if (indices?.shape.length !== 1) return 'takes values by numbers that are no constant list';
  const axis = axisIn(seen.rank, intOf(node, 'axis', 0));
  if (axis !== channelAxis(seen)) return 'takes from another axis than channels';
  const [count] = seen.expression.shape;
  return selected(
    seen,
    Array.from(indices.values, (index) => (index < 0 ? index + count : index)),
  );
};

/** What the node reads, where all else is constant. */
function slicedInput(reading: Reading): { readonly seen: Seen } | Refusal {
  const data = dataInput(reading);
  if (typeof data === 'string') return data;
  if (data.seen.expression.shape[0] > mostChannels) return tooMany;
  return data.name === reading.node.inputs[0] ? data : 'takes of a constant what is computed';
}

const tooMany = 'takes some of more channels than networks have';

function range(start: number, length: number, step = 1): number[] {
  return Array.from({ length }, (_, at) => start + at * step);
}
