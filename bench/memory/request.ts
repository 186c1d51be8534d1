import type { StepTask } from '../step/task.ts';

/** What a process of ours is asked for, as JSON in its last argument. */
export interface MemoryRequest {
  readonly task: StepTask;
  readonly threads: number;
}
