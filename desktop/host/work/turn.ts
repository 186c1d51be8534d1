import { setImmediate } from 'node:timers/promises';
import { SecateurError } from '../../../core/index.ts';

/** Lets a cancellation, and other questions, in: what follows computes without a pause. @throws ABORTED */
export async function turn(signal: AbortSignal): Promise<void> {
  await setImmediate();
  if (signal.aborted) throw new SecateurError('ABORTED', 'Cancelled.');
}
