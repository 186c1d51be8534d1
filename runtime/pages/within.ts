export interface Patience {
  readonly limitMs: number;
  readonly signal: AbortSignal | undefined;
  /** What to throw when it takes too long, or is no longer wanted. */
  readonly late: () => Error;
  readonly aborted: () => Error;
}

/** What others may or may not bring about in time. @throws what `late` and `aborted` give */
export async function within<Result>(
  work: Promise<Result>,
  { limitMs, signal, late, aborted }: Patience,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  let onAbort = () => {};
  try {
    return await new Promise<Result>((resolve, reject) => {
      onAbort = () => reject(aborted());
      if (signal?.aborted) return onAbort();
      signal?.addEventListener('abort', onAbort);
      timer = setTimeout(() => reject(late()), limitMs);
      work.then(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}
