import * as v from 'valibot';
import { amount, count, finite, interval, provider, share } from './values.ts';

export const floor = v.strictObject({
  provider,
  device: v.string(),
  threads: count,
  rowsPerCall: count,
  overheadMs: amount,
  overheadMsInterval: interval,
  macsPerSecond: amount,
  macsPerSecondInterval: interval,
  payingMacs: amount,
  payingMacsInterval: interval,
  misfit: amount,
  points: v.array(
    v.strictObject({
      macs: amount,
      roundMediansMs: v.array(amount),
      p90Ms: v.exactOptional(amount),
      p99Ms: v.exactOptional(amount),
    }),
  ),
});

export const posterior = v.strictObject({
  family: v.string(),
  prior: v.strictObject({
    name: v.string(),
    slabScales: v.array(finite),
    slabLearned: v.exactOptional(v.literal(true)),
    inputLogit: finite,
    unitLogits: v.array(finite),
    weightLogits: v.exactOptional(v.array(finite)),
    spikeScales: v.exactOptional(v.array(finite)),
    fanIns: v.exactOptional(v.array(finite)),
    parameterPrice: v.exactOptional(finite),
    size: v.exactOptional(v.strictObject({ unit: v.exactOptional(v.literal('macs')), budget: finite, price: finite })),
  }),
  tempering: v.strictObject({
    slab: finite,
    inclusion: finite,
    likelihood: v.string(),
    weights: v.exactOptional(
      v.strictObject({ classes: v.exactOptional(v.array(finite)), column: v.exactOptional(v.string()) }),
    ),
  }),
  rule: v.string(),
});

const group = { logOdds: v.array(finite), cut: finite, kept: count };
const side = v.pipe(count, v.minValue(1));
export const inclusion = v.strictObject({
  inputs: v.exactOptional(
    v.strictObject({
      ...group,
      image: v.exactOptional(v.strictObject({ height: side, width: side, channels: side })),
      names: v.exactOptional(v.array(v.string())),
    }),
  ),
  layers: v.array(v.strictObject(group)),
});

const point = { parameters: count, accuracy: v.exactOptional(share), rmse: v.exactOptional(amount) };
export const tradeOff = v.strictObject({
  measuredOn: v.picklist(['validation', 'test']),
  dense: v.exactOptional(v.strictObject(point)),
  cuts: v.array(v.strictObject({ ...point, chosen: v.exactOptional(v.boolean()) })),
});

export const stage = v.strictObject({
  stage: v.string(),
  epochs: v.array(
    v.strictObject({
      epoch: count,
      figures: v.record(v.string(), finite),
      validation: v.strictObject({ name: v.string(), value: finite, logLikelihood: v.exactOptional(finite) }),
    }),
  ),
});
