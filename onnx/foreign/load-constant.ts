import { SecateurError } from '../../core/index.ts';
import type { Numbers } from '../fold/numbers.ts';
import type { OnnxNode } from '../model.ts';
import type { GraphView } from './graph-view.ts';

/** @throws FORMAT_INVALID where what makes the constant does not fit together; DATA_INVALID for NaN and infinities */
export function constantNumbers(view: GraphView, name: string, reader: OnnxNode): Numbers {
  const numbers = view.constants.get(name);
  if (!numbers) {
    throw new SecateurError(
      'FORMAT_INVALID',
      `${view.source}: the constant '${name}' that ${nameOf(reader)} reads cannot be computed: shapes or values do not fit. Export the model again.`,
    );
  }
  const bad = numbers.values.findIndex((value) => !Number.isFinite(value));
  if (bad !== -1) {
    throw new SecateurError(
      'DATA_INVALID',
      `${view.source}: the weights '${name}' of ${nameOf(reader)} hold ${numbers.values[bad]} at position ${bad}. Train the model again: it diverged, or was damaged.`,
    );
  }
  return numbers;
}

/** What to call a node in messages. */
export function nameOf({ opType, name, outputs }: OnnxNode): string {
  return `${opType} '${name || outputs[0]}'`;
}
