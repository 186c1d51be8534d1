import * as v from 'valibot';
import { isActivation, namedActivations } from './activation.ts';
import type { NetworkSpec } from './network-spec.ts';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const source = v.pipe(v.number(), v.safeInteger(), v.minValue(-1));
const from = v.exactOptional(source);
const pair = v.strictTuple([count, count]);
const pads = v.strictTuple([whole, whole, whole, whole]);
const number = v.pipe(v.number(), v.finite());
const activation = v.union([
  v.picklist(namedActivations),
  v.pipe(
    v.variant('name', [
      v.strictObject({ name: v.literal('leaky'), slope: number }),
      v.strictObject({ name: v.literal('elu'), alpha: number }),
      v.strictObject({ name: v.literal('clip'), low: number, high: number }),
      v.strictObject({ name: v.literal('hardsigmoid'), slope: number, offset: number }),
      v.strictObject({ name: v.literal('prelu'), slopes: v.pipe(v.array(number), v.minLength(1), v.readonly()) }),
    ]),
    v.check(isActivation, 'clip needs low to be less than high'),
  ),
]);
const mode = v.picklist(['max', 'average']);
/** Shared with the input that a posterior describes. */
export const imageLayout = v.exactOptional(v.picklist(['channels-last', 'channels-first']));

const layer = v.variant('kind', [
  v.strictObject({ kind: v.literal('dense'), units: count, activation, from }),
  v.strictObject({
    kind: v.literal('convolution'),
    units: count,
    kernel: pair,
    strides: pair,
    pads,
    dilations: v.exactOptional(pair),
    groups: v.union([count, v.literal('depthwise')]),
    activation,
    from,
  }),
  v.strictObject({
    kind: v.literal('pool'),
    mode,
    kernel: pair,
    strides: pair,
    pads,
    countsPadding: v.exactOptional(v.literal(true)),
    from,
  }),
  v.strictObject({ kind: v.literal('global-pool'), mode, from }),
  v.strictObject({ kind: v.literal('channel-max'), least: v.exactOptional(number), from }),
  v.strictObject({ kind: v.literal('flatten'), from }),
  v.strictObject({ kind: v.literal('add'), with: source, activation, from }),
  v.strictObject({ kind: v.literal('concat'), with: v.pipe(v.array(source), v.minLength(1)), from }),
  v.strictObject({ kind: v.literal('multiply'), with: source, activation, from }),
  v.strictObject({ kind: v.literal('slice'), start: whole, end: count, activation, from }),
  v.strictObject({ kind: v.literal('batch-norm'), activation, from }),
]);

/** A network as JSON. Whether its layers fit each other is for `structureOf` to say. */
export const network: v.GenericSchema<unknown, NetworkSpec> = v.strictObject({
  inputs: count,
  image: v.exactOptional(v.strictObject({ height: count, width: count, channels: count, layout: imageLayout })),
  layers: v.pipe(v.array(layer), v.minLength(1)),
});
