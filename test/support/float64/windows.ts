import { intOf, intsOf } from '../../../onnx/attributes.ts';
import type { Numbers } from '../../../onnx/fold/numbers.ts';
import { eachOffset, stridesOf } from '../../../onnx/fold/strides.ts';
import type { OnnxNode } from '../../../onnx/index.ts';
import type { Operator } from './operator.ts';

/** Convolutions and pools over one axis or two, and zeros around images. */
export const windows: readonly (readonly [string, Operator])[] = [
  ['Pad', (node, [x, pads]) => padded(x!, pads ? [...pads.values] : intsOf(node, 'pads')!)],
  ['Conv', (node, [x, w, b]) => convolved(node, x!, w!, b)],
  ['MaxPool', (node, [x]) => pooled(node, x!, (values) => Math.max(...values))],
  [
    'AveragePool',
    (node, [x]) => pooled(node, x!, (values) => values.reduce((sum, value) => sum + value, 0) / values.length),
  ],
];

/** The places along one axis that a window covers; those in the padding are outside the image. */
interface Along {
  readonly covered: readonly (readonly number[])[];
  readonly size: number;
  /** Whether a place is in the image or in the padding that the node says. */
  readonly reaches: (place: number) => boolean;
}

/** Height and width: of a value of one axis the height is 1. */
function axesOf(node: OnnxNode, { shape }: Numbers, kernel: readonly number[]): readonly [Along, Along] {
  const along = shape.slice(2).map((size, axis) => axisOf(node, size, kernel[axis]!, axis, shape.length - 2));
  const single: Along = { covered: [[0]], size: 1, reaches: () => true };
  return along.length === 1 ? [single, along[0]!] : [along[0]!, along[1]!];
}

function axisOf(node: OnnxNode, size: number, kernel: number, axis: number, axes: number): Along {
  const stride = intsOf(node, 'strides')?.[axis] ?? 1;
  const dilation = intsOf(node, 'dilations')?.[axis] ?? 1;
  const reach = dilation * (kernel - 1) + 1;
  const mode = node.attributes?.['auto_pad'];
  let [before, after] = [intsOf(node, 'pads')?.[axis] ?? 0, intsOf(node, 'pads')?.[axis + axes] ?? 0];
  if (mode?.type === 'string' && mode.value.startsWith('SAME')) {
    const total = Math.max(0, (Math.ceil(size / stride) - 1) * stride + reach - size);
    const half = Math.floor(total / 2);
    [before, after] = mode.value === 'SAME_UPPER' ? [half, total - half] : [total - half, half];
  }
  const room = (size + before + after - reach) / stride;
  let count = Math.floor(room) + 1;
  // Rounded up, but no window may begin in the padding at the end.
  if (intOf(node, 'ceil_mode', 0) === 1 && Math.ceil(room) * stride < size + before) count = Math.ceil(room) + 1;
  const starts = Array.from({ length: count }, (_, at) => at * stride - before);
  return {
    covered: starts.map((start) => Array.from({ length: kernel }, (_, at) => start + at * dilation)),
    size,
    reaches: (place) => place >= -before && place < size + after,
  };
}

function convolved(node: OnnxNode, x: Numbers, w: Numbers, bias: Numbers | undefined): Numbers {
  const [units, depth, ...kernel] = w.shape as [number, number, ...number[]];
  const [rows, columns] = axesOf(node, x, kernel);
  const [batch, channels] = x.shape as [number, number];
  const unitsEach = units / intOf(node, 'group', 1);
  const [tall, wide] = [rows.covered[0]!.length, columns.covered[0]!.length];
  const values: number[] = [];
  for (let row = 0; row < batch; row++) {
    for (let unit = 0; unit < units; unit++) {
      const first = Math.floor(unit / unitsEach) * depth;
      for (const ys of rows.covered) {
        for (const xs of columns.covered) {
          let sum = bias?.values[unit] ?? 0;
          for (let channel = 0; channel < depth; channel++) {
            const image = (row * channels + first + channel) * rows.size * columns.size;
            const filter = (unit * depth + channel) * tall * wide;
            ys.forEach((y, ky) => {
              xs.forEach((x_, kx) => {
                if (y < 0 || y >= rows.size || x_ < 0 || x_ >= columns.size) return;
                sum += x.values[image + y * columns.size + x_]! * w.values[filter + ky * wide + kx]!;
              });
            });
          }
          values.push(sum);
        }
      }
    }
  }
  const places = x.shape.length === 3 ? [columns.covered.length] : [rows.covered.length, columns.covered.length];
  return { elementType: 'float64', shape: [batch, units, ...places], values: Float64Array.from(values) };
}

function pooled(node: OnnxNode, x: Numbers, combine: (values: readonly number[]) => number): Numbers {
  const [rows, columns] = axesOf(node, x, intsOf(node, 'kernel_shape')!);
  const counts = intOf(node, 'count_include_pad', 0) === 1;
  const [batch, channels] = x.shape as [number, number];
  const values: number[] = [];
  for (let image = 0; image < batch * channels; image++) {
    for (const ys of rows.covered) {
      for (const xs of columns.covered) {
        const seen = ys.flatMap((y) =>
          xs.flatMap((at) => {
            const isInside = y >= 0 && y < rows.size && at >= 0 && at < columns.size;
            if (isInside) return [x.values[(image * rows.size + y) * columns.size + at]!];
            return counts && rows.reaches(y) && columns.reaches(at) ? [0] : [];
          }),
        );
        values.push(combine(seen));
      }
    }
  }
  const places = x.shape.length === 3 ? [columns.covered.length] : [rows.covered.length, columns.covered.length];
  return { elementType: 'float64', shape: [batch, channels, ...places], values: Float64Array.from(values) };
}

function padded({ elementType, shape, values }: Numbers, pads: readonly number[]): Numbers {
  const wide = shape.map((size, axis) => pads[axis]! + size + pads[axis + shape.length]!);
  const strides = stridesOf(wide);
  const first = strides.reduce((sum, stride, axis) => sum + stride * pads[axis]!, 0);
  const result = new Float64Array(wide.reduce((product, size) => product * size, 1));
  let at = 0;
  eachOffset(shape, strides, (offset) => {
    result[first + offset] = values[at++]!;
  });
  return { elementType, shape: wide, values: result };
}
