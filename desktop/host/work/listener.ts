import type { Listener } from '../../../api/index.ts';
import type { Progress } from '../../../core/index.ts';
import type { TaskUpdate } from './tasks.ts';

/** What a task's handler is called with, of which a listener is made. */
export interface TaskCall<Event = never> {
  readonly signal: AbortSignal;
  readonly update: (update: TaskUpdate<Event>) => void;
}

/** More often than this nobody sees. */
const pauseMs = 50;

/** Passes on progress, seldom enough for a page, and notes. The first and the last of each stage always come. */
export function listenerOf({ signal, update }: Pick<TaskCall, 'signal' | 'update'>): Listener {
  let last: { readonly stage: string; readonly atMs: number } = { stage: '', atMs: 0 };
  const onProgress = (progress: Progress): void => {
    const atMs = performance.now();
    const { stage, done, total } = progress;
    if (stage === last.stage && done < total && atMs - last.atMs < pauseMs) return;
    last = { stage, atMs };
    update({ kind: 'progress', progress });
  };
  return { signal, onProgress, note: (note) => update({ kind: 'note', note }) };
}
