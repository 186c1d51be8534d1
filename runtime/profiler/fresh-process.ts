import { SecateurError } from '../../core/index.ts';
import { endingOf, forkNode } from '../fork-node.ts';
import type { ChildAnswer, ChildPlan, ResultOf } from './round/messages.ts';

export interface FreshProcessOptions {
  readonly signal: AbortSignal | undefined;
  /** After this time the process counts as hung and is killed. */
  readonly timeLimitMs: number;
  /** The script to run; the profiler's own by default. */
  readonly script?: URL;
}

/**
 * Runs one plan in a process of its own, so that nothing an earlier model left behind (compiled code, memory, caches)
 * helps or hinders, and a crash of native code ends that process only.
 * @throws what the process reports; PROVIDER_FAILED when it dies or hangs; ABORTED.
 */
export async function runInFreshProcess<P extends ChildPlan>(
  plan: P,
  options: FreshProcessOptions,
): Promise<ResultOf<P>> {
  const { signal, timeLimitMs, script = new URL('./child.js', import.meta.url) } = options;
  throwIfAborted(signal, plan);
  const { child, lastWords } = forkNode(script);
  const kill = () => child.kill('SIGKILL');
  signal?.addEventListener('abort', kill);
  let isHung = false;
  const timer = setTimeout(() => {
    isHung = true;
    kill();
  }, timeLimitMs);
  try {
    const answer = await new Promise<ChildAnswer<P> | string>((resolve) => {
      let received: ChildAnswer<P> | undefined;
      child.once('message', (message) => {
        received = message as ChildAnswer<P>;
      });
      child.once('error', (error) => resolve(`could not be started: ${error.message}`));
      child.once('close', (code, killedBy) => resolve(received ?? endingOf(code, killedBy)));
      child.send(plan, (error) => error && resolve(`could not be reached: ${error.message}`));
    });
    throwIfAborted(signal, plan);
    if (typeof answer !== 'string' && answer.kind === 'result') return answer.result;
    if (typeof answer !== 'string') throw new SecateurError(answer.code, answer.message);
    const how = isHung ? `did not answer within ${timeLimitMs / 1000} s` : answer;
    const said = lastWords() === '' ? '' : ` Its last words: ${lastWords()}`;
    const what = `${plan.file ?? 'the empty model'} on ${plan.provider}: the profiled process ${how}.${said}`;
    throw new SecateurError('PROVIDER_FAILED', `${what} Try another provider, or run the model alone with load().`);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', kill);
    kill();
  }
}

function throwIfAborted(signal: AbortSignal | undefined, plan: ChildPlan): void {
  if (!signal?.aborted) return;
  throw new SecateurError('ABORTED', `Profiling was stopped at ${plan.file ?? 'the empty model'} on ${plan.provider}.`);
}
