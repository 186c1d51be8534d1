import { useSignalEffect } from '@preact/signals';
import { isSecateurError, messageOf } from '../../../../core/essentials.ts';
import type { PruneSession } from './session.ts';

/** The exact size follows when the slider rests a moment, and latency when it rests longer. */
const sizePauseMs = 200;
const latencyPauseMs = 1200;

/** What is measured while the page is open: always of the newest cut, and the one before is called off. */
export function useBackground(session: PruneSession): void {
  useSignalEffect(() => {
    const { measured } = session.current.value;
    return during(measured, (signal) => measured.learnSizes(signal));
  });
  useSignalEffect(() => {
    const { measured } = session.current.value;
    return during(measured, (signal) => measured.learnCurves(signal));
  });
  useSignalEffect(() => {
    const { measured } = session.current.value;
    // Read here, before anything is awaited, so that the effect runs again for another cut, and when latency is asked for.
    measured.keyOf();
    const isTimed = measured.measuresLatency.value;
    return during(measured, async (signal) => {
      await pause(sizePauseMs, signal);
      await measured.measureSize(signal);
      if (!isTimed) return;
      await pause(latencyPauseMs, signal);
      await measured.measureLatency(signal);
    });
  });
}

/** @returns what calls it off */
function during(
  { failure }: PruneSession['current']['value']['measured'],
  work: (signal: AbortSignal) => Promise<void>,
): () => void {
  const abort = new AbortController();
  work(abort.signal).then(
    () => {
      if (!abort.signal.aborted) failure.value = undefined;
    },
    (error: unknown) => {
      if (abort.signal.aborted || (isSecateurError(error) && error.code === 'ABORTED')) return;
      failure.value = messageOf(error);
    },
  );
  return () => abort.abort();
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
