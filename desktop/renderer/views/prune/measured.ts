import { type Signal, signal } from '@preact/signals';
import { bitsOf, formatRule } from '../../../../exporter/choices.ts';
import {
  type Api,
  byteEstimator,
  type EstimateBytes,
  type ExportStorage,
  type Extent,
  extentOf,
  fitLatency,
  type KnownCurve,
  type LatencyPoint,
  type MeasuredLatency,
  type NamedData,
  predictLatency,
} from '../../../shared/index.ts';
import type { PruneModel } from './prune-model.ts';

const plainStorage: ExportStorage = {
  weights: 'float32',
  activations: 'float',
  lean: false,
  narrowInput: false,
};

/** What members are ordered by, and of which posterior. */
export interface PruneOrder {
  readonly document: string;
  readonly criterion: string;
  readonly scoredOn?: NamedData;
}

/** `exact` of the very file, `estimate` from files like it, `rough` from the count of weights alone. */
export interface FileWeight {
  readonly sizeBytes: number;
  readonly kind: 'exact' | 'estimate' | 'rough';
}

/** An export that was written, for the plot. */
export interface WrittenExport {
  readonly name: string;
  readonly parameters: number;
  readonly macs: number;
  readonly sizeBytes: number;
}

/** What the host measures in the background while the page goes on: of the newest cut only. */
export interface Measured {
  readonly order: PruneOrder;
  readonly storage: Signal<ExportStorage>;
  readonly curves: Signal<readonly KnownCurve[]>;
  readonly exports: Signal<readonly WrittenExport[]>;
  readonly latency: Signal<{ readonly key: string; readonly value: MeasuredLatency } | undefined>;
  readonly isMeasuringLatency: Signal<boolean>;
  /** Whether the user has asked for latency: it takes the machine seconds of work. */
  readonly measuresLatency: Signal<boolean>;
  /** Why the last measurement failed. */
  readonly failure: Signal<string | undefined>;
  bytes(): FileWeight;
  /** What a file of these widths weighs, once enough is known. */
  estimate(extent: Extent): number | undefined;
  /** Of the cut as it is, in milliseconds; undefined until two cuts were measured. */
  predictedLatencyMs(macs: number): number | undefined;
  measuredLatency(): MeasuredLatency | undefined;
  keyOf(): string;
  /** Of the file as it would be written now. */
  measureSize(signal: AbortSignal): Promise<void>;
  measureLatency(signal: AbortSignal): Promise<void>;
  learnSizes(signal: AbortSignal): Promise<void>;
  learnCurves(signal: AbortSignal): Promise<void>;
}

export function createMeasured(api: Api, order: PruneOrder, model: PruneModel): Measured {
  const storage = signal(plainStorage);
  const estimator = signal<{ readonly key: string; readonly estimate: EstimateBytes } | undefined>(undefined);
  const exact = signal<ReadonlyMap<string, number>>(new Map());
  const points = signal<readonly LatencyPoint[]>([]);
  const latency: Measured['latency'] = signal(undefined);
  const isMeasuringLatency = signal(false);
  const failure = signal<string | undefined>(undefined);
  const curves = signal<readonly KnownCurve[]>([]);

  const posterior = () => ({ ...order, widths: model.widths.value });
  const cut = () => ({ ...posterior(), storage: storage.value, rule: formatRule(model.cut.value.rule) });
  const storageKey = () => JSON.stringify([storage.value, model.widths.value]);
  const keyOf = () => JSON.stringify([storageKey(), model.cut.value.kept.map((kept) => kept.length), cut().rule]);

  const measure = async (rule: string, signal: AbortSignal) => api.cutLatency({ ...cut(), rule }, { signal });
  return {
    order,
    storage,
    curves,
    exports: signal([]),
    latency,
    isMeasuringLatency,
    measuresLatency: signal(false),
    failure,
    keyOf,
    bytes: () => {
      const known = exact.value.get(keyOf());
      // What a file of many widths says of each of them comes with the export.
      const kind = storage.value.adjustable === undefined ? 'exact' : 'estimate';
      if (known !== undefined) return { sizeBytes: known, kind };
      const { estimate, key } = estimator.value ?? {};
      if (estimate && key === storageKey()) {
        const { sizeBytes } = estimate(extentOf(model.basis.network, model.cut.value.kept));
        // Even where a file of these widths was made: this one records other members.
        return { sizeBytes, kind: 'estimate' };
      }
      const { weights } = storage.value;
      const bits = weights === 'float32' || weights === 'auto' ? 32 : weights === 'float16' ? 16 : codeBits(weights);
      return { sizeBytes: Math.round((model.figures.value.parameters * bits) / 8), kind: 'rough' };
    },
    estimate: (extent) =>
      estimator.value?.key === storageKey() ? estimator.value.estimate(extent).sizeBytes : undefined,
    predictedLatencyMs: (macs) => {
      const fit = fitLatency(points.value);
      return fit && predictLatency(fit, macs);
    },
    measuredLatency: () => (latency.value?.key === keyOf() ? latency.value.value : undefined),
    learnSizes: async (signal) => {
      const key = storageKey();
      const sizes = await api.fileSizes({ ...posterior(), storage: storage.value }, { signal });
      if (!signal.aborted) estimator.value = { key, estimate: byteEstimator(sizes) };
    },
    learnCurves: async (signal) => {
      const found = await api.knownCurves({ document: order.document }, { signal });
      // Along another order, the same sizes are other cuts.
      if (!signal.aborted) curves.value = found.filter(({ curve }) => curve.criterion === order.criterion);
    },
    measureSize: async (signal) => {
      const key = keyOf();
      const { sizeBytes } = await api.fileSize(cut(), { signal });
      if (!signal.aborted) exact.value = new Map([...[...exact.value].slice(-200), [key, sizeBytes]]);
    },
    measureLatency: async (signal) => {
      isMeasuringLatency.value = true;
      try {
        const { macs } = model.figures.value;
        const key = keyOf();
        const value = await measure(cut().rule, signal);
        if (signal.aborted) return;
        latency.value = { key, value };
        points.value = [...points.value, { macs, latencyMs: value.p50Ms }].slice(-50);
        // Two ends of the range tell the machine's overhead from its rate.
        const ends = [model.steps, 0].filter((step) => {
          const end = model.nestedAt(step).figures.macs;
          return points.value.every((point) => point.macs !== end);
        });
        for (const step of points.value.length < 3 ? ends : []) {
          const { rule, figures } = model.nestedAt(step);
          const end = await measure(formatRule(rule), signal);
          if (signal.aborted) return;
          points.value = [...points.value, { macs: figures.macs, latencyMs: end.p50Ms }];
        }
      } finally {
        if (!signal.aborted) isMeasuringLatency.value = false;
      }
    },
  };
}

/** Of a mix, which is found on data, as of the codes of 8 bits that stand for it here. */
function codeBits(weights: Exclude<ExportStorage['weights'], 'float32' | 'float16' | 'auto'>): number {
  return (isMixed(weights) ? undefined : bitsOf(weights)) ?? 8;
}

export function isMixed(weights: ExportStorage['weights']): weights is `mixed=${string}` {
  return weights.startsWith('mixed=');
}
