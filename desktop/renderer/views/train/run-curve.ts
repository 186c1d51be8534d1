import type { JobEvent } from '../../../shared/index.ts';

export type Epoch = JobEvent<'training'>;

/** What a training looked like, epoch by epoch, all stages after one another. */
export interface RunCurve {
  /** Epochs since the start of the first stage, from 1. */
  readonly x: readonly number[];
  readonly scoreName: Epoch['validation']['name'] | undefined;
  readonly score: readonly number[];
  /** Evidence lower bound of an example in nats; null in stages that have none. */
  readonly bound: readonly (number | null)[];
  /** Inputs, then units layer by layer, that are held for needed. */
  readonly kept: readonly (readonly number[] | undefined)[];
  /** Where a stage begins, but for the first one. */
  readonly stages: readonly { readonly x: number; readonly name: string }[];
  readonly last: Epoch | undefined;
}

/** The stage whose loss is a bound on the evidence; that of the dense network before it is a plain loss. */
const posteriorStage = 'fit posterior';

export function curveOf(epochs: readonly Epoch[]): RunCurve {
  const stages: { x: number; name: string }[] = [];
  let before = 0;
  let reached = 0;
  let stage = epochs[0]?.stage;
  const x = epochs.map((epoch) => {
    if (epoch.stage !== stage) {
      stage = epoch.stage;
      before = reached;
      stages.push({ x: before, name: epoch.stage });
    }
    reached = before + epoch.epoch;
    return reached;
  });
  return {
    x,
    scoreName: epochs[0]?.validation.name,
    score: epochs.map(({ validation }) => validation.value),
    bound: epochs.map(({ stage: of, figures }) => (of === posteriorStage ? negated(figures['loss']) : null)),
    kept: epochs.map(({ kept }) => kept),
    stages,
    last: epochs.at(-1),
  };
}

function negated(loss: number | undefined): number | null {
  return loss === undefined ? null : -loss;
}

/** Several curves over one axis: the union of their epochs, null where one has no value. */
export function aligned(
  curves: readonly { readonly x: readonly number[]; readonly values: readonly (number | null)[] }[],
): { readonly x: readonly number[]; readonly values: readonly (readonly (number | null)[])[] } {
  const x = [...new Set(curves.flatMap((curve) => curve.x))].sort((one, other) => one - other);
  const place = new Map(x.map((value, index) => [value, index]));
  const values = curves.map((curve) => {
    const row = new Array<number | null>(x.length).fill(null);
    curve.x.forEach((value, index) => {
      row[place.get(value)!] = curve.values[index] ?? null;
    });
    return row;
  });
  return { x, values };
}
