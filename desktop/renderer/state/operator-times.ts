import { type Signal, signal } from '@preact/signals';
import { messageOf } from '../../../core/essentials.ts';
import type { OperatorTime } from '../../shared/index.ts';
import type { Answer } from './answer.ts';
import { api } from './api.ts';
import { perDocument } from './per-document.ts';

/** Where a call of a model spends its time: measured once, for the table in Profile and the graph in Inspect. */
export interface KnownTimes {
  /** Undefined until it is asked for. */
  readonly answer: Signal<Answer<readonly OperatorTime[]> | undefined>;
  /** Whether the graph shows them. */
  readonly isOnGraph: Signal<boolean>;
}

const known = perDocument<KnownTimes>();

export function operatorTimesOf(document: string): KnownTimes {
  const found = known.get(document) ?? { answer: signal(undefined), isOnGraph: signal(false) };
  known.set(document, found);
  return found;
}

/** Again, where they were measured before; a measurement that is under way is not begun twice. */
export async function measureOperatorTimes(document: string): Promise<void> {
  const { answer } = operatorTimesOf(document);
  if (answer.value?.state === 'waiting') return;
  answer.value = { state: 'waiting' };
  answer.value = await api()
    .operatorTimes({ document })
    .then(
      (value) => ({ state: 'ready' as const, value }),
      (error: unknown) => ({ state: 'failed' as const, message: messageOf(error) }),
    );
}
