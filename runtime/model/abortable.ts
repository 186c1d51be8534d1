import { SecateurError } from '../../core/essentials.ts';

/** What is used of an AbortSignal, whose type is in neither of the libraries this folder does without. */
export interface Aborts {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** @throws ABORTED */
export function throwIfAborted(signal: Aborts | undefined, name: string): void {
  if (signal?.aborted) throw aborted(name);
}

/**
 * Rejects at once when the signal says so, though the work itself cannot be stopped.
 * @param late disposes of what comes out of it then
 * @throws ABORTED
 */
export async function abortable<Result>(
  work: Promise<Result>,
  { signal, name, late }: { signal: Aborts | undefined; name: string; late: (result: Result) => Promise<void> },
): Promise<Result> {
  if (!signal) return work;
  let stop = () => {};
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(aborted(name));
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
  });
  try {
    return await Promise.race([work, stopped]);
  } catch (error) {
    if (signal.aborted) work.then(late).catch(() => undefined);
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function aborted(name: string): SecateurError {
  return new SecateurError('ABORTED', `${name}: loading was stopped.`);
}
