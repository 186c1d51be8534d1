import { filled, type Kept, type Shape, scatter, select, sizeOf, type Tensor } from '../../core/index.ts';
import type { ParameterSpec } from '../families/family.ts';
import { momentNames } from './group-update.ts';
import { pagedFloats } from './paged-floats.ts';
import { packTensors, unpackTensors } from './parameter-layout.ts';
import type { TrainingProgram } from './program.ts';
import { priceName } from './size-pricing.ts';

/**
 * Everything a run needs to go on, at the full network's size: parameters by name, their moments by `momentNames`, and
 * the price of a size-aware prior. What has left the training keeps the values it had then.
 */
export type TrainingState = Readonly<Record<string, Tensor>>;

export function startingState(
  specs: readonly ParameterSpec[],
  parameters: TrainingState,
  price?: number,
): TrainingState {
  const moments = specs.flatMap(({ name, shape, role }) =>
    role === 'statistic' ? [] : momentNames(name).map((moment) => [moment, zeros(shape)]),
  );
  return {
    ...parameters,
    ...Object.fromEntries(moments),
    ...(price !== undefined && { [priceName]: filled([], price) }),
  };
}

/** What a result needs of a state: all but the moments. */
export function parametersOf(specs: readonly ParameterSpec[], state: TrainingState): TrainingState {
  const names = [...specs.map(({ name }) => name), ...(state[priceName] ? [priceName] : [])];
  return Object.fromEntries(names.map((name) => [name, state[name]!]));
}

/** Two thirds of a state, which only the optimiser reads. */
export function momentsOf(specs: readonly ParameterSpec[], state: TrainingState): Float32Array[] {
  return specs.flatMap(({ name }) => momentNames(name).flatMap((moment) => state[moment]?.data ?? []));
}

/** The engine's state (small parameters packed together) for what is kept, in buffers of its own. */
export function toEngine(
  program: TrainingProgram,
  specs: readonly ParameterSpec[],
  state: TrainingState,
  kept: Kept,
): Record<string, Tensor> {
  const axes = axesByName(specs);
  const narrow = (name: string) => select(state[name]!, axes.get(name) ?? [], kept);
  const copy = (name: string) => {
    const { shape, data } = narrow(name);
    const copied = pagedFloats(data.length);
    copied.set(data);
    return [name, { shape, data: copied }];
  };
  const packed = program.layout.groups.flatMap((group) => [
    [group.name, packTensors(group, narrow)],
    ...[0, 1].map((moment) => [
      momentNames(group.name)[moment],
      packTensors(group, (member) => narrow(momentNames(member)[moment]!)),
    ]),
  ]);
  const others = [...program.statistics.map(({ name }) => name), ...(state[priceName] ? [priceName] : [])];
  return Object.fromEntries([...packed, ...others.map(copy)]);
}

/** What an engine calls the part of its state that `parametersOf` a training's state are. */
export function engineParameters({ layout, step }: TrainingProgram): string[] {
  const moments = new Set<string>(layout.groups.flatMap(({ name }) => momentNames(name)));
  return Object.keys(step.state).filter((name) => !moments.has(name));
}

/**
 * The reverse: `state` brought up to date with what the engine holds, without moments where it was not asked for any.
 * Those of what has left the training are zero, for nothing reads them.
 */
export function fromEngine(
  program: TrainingProgram,
  specs: readonly ParameterSpec[],
  engineState: Readonly<Record<string, Tensor>>,
  state: TrainingState,
  kept: Kept,
): TrainingState {
  const { layout } = program;
  const hasMoments = layout.groups.every(({ name }) => momentNames(name).every((moment) => engineState[moment]));
  const moments = (hasMoments ? [0, 1] : []).flatMap((moment) => {
    const tensors = unpackTensors(layout, (group) => engineState[momentNames(group)[moment]!]!);
    return Object.entries(tensors).map(([name, tensor]): [string, Tensor] => [momentNames(name)[moment]!, tensor]);
  });
  const price = engineState[priceName];
  const current = {
    ...unpackTensors(layout, (group) => engineState[group]!),
    ...Object.fromEntries(moments),
    ...Object.fromEntries(program.statistics.map(({ name }) => [name, engineState[name]!])),
    ...(price && { [priceName]: price }),
  };
  const axes = axesByName(specs);
  const momentShapes = new Map<string, Shape>(
    specs.flatMap(({ name, shape }) => momentNames(name).map((moment) => [moment, shape] as const)),
  );
  return Object.fromEntries(
    Object.entries(current).map(([name, tensor]) => {
      const shape = momentShapes.get(name);
      const full = shape ? zeros(shape) : state[name]!;
      return [name, scatter(full, tensor, axes.get(name) ?? [], kept)];
    }),
  );
}

function zeros(shape: Shape): Tensor {
  return { shape, data: pagedFloats(sizeOf(shape)) };
}

function axesByName(specs: readonly ParameterSpec[]): Map<string, ParameterSpec['axes']> {
  return new Map(specs.flatMap(({ name, axes }) => [name, ...momentNames(name)].map((key) => [key, axes])));
}
