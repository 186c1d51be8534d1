import { isSecateurError, messageOf } from '../../core/index.ts';
import { measure } from './measure.ts';
import type { ChildAnswer, ChildPlan } from './round/messages.ts';
import { traceCalls } from './trace-calls.ts';

/** Entry of the fresh process: one plan in, one answer out. */
process.once('message', async (plan: ChildPlan) => {
  const answer = await work(plan).then(
    (result): ChildAnswer => ({ kind: 'result', result }),
    (error: unknown): ChildAnswer => ({
      kind: 'error',
      code: isSecateurError(error) ? error.code : 'PROVIDER_FAILED',
      message: messageOf(error),
    }),
  );
  process.send?.(answer, () => process.exit());
});

async function work(plan: ChildPlan) {
  return plan.task === 'trace' ? traceCalls(plan) : measure(plan);
}

// The profiler is gone: nobody waits for the answer.
process.once('disconnect', () => process.exit());
