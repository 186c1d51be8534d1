import { type InputSpec, type RandomStream, randomStream } from '../../core/index.ts';
import type { Model } from '../contract.ts';
import { flatRows } from '../input-rows.ts';
import { rowDimsOf } from '../model-interface.ts';
import type { ChildPlan } from './messages.ts';

const rowCount = 64;

/** Rows for the calls to take turns with: the caller's, or random ones such as the model was made for. */
export function rowsFor(model: Model, plan: Pick<ChildPlan, 'rows' | 'seed'>): Float32Array[] {
  const width = rowDimsOf(model.inputs, model.name).reduce((product, dimension) => product * dimension, 1);
  const flat = plan.rows ? flatRows(plan.rows, width, model.name) : randomRows(model, width, plan.seed);
  return Array.from({ length: flat.length / width }, (_, row) => flat.slice(row * width, (row + 1) * width));
}

function randomRows(model: Model, width: number, seed: number): Float32Array {
  const random = randomStream(seed, 'profiler rows');
  const valueAt = model.metadata ? rawValues(model.metadata.input, random) : () => random.normal();
  return Float32Array.from({ length: rowCount * width }, (_, index) => valueAt(index % width));
}

/** Whole pixels from 0 to `scale`; numbers like the training data's; any category. */
function rawValues(input: InputSpec, random: RandomStream): (column: number) => number {
  if (input.kind === 'image') return () => Math.floor(random.uniform() * (input.scale + 1));
  return (index) => {
    const column = input.columns[index]!;
    return column.kind === 'numeric'
      ? column.mean + column.scale * random.normal()
      : Math.floor(random.uniform() * column.categories.length);
  };
}
