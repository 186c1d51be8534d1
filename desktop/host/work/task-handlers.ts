import type { HandlersOf } from '../../shared/index.ts';
import type { Tasks } from './tasks.ts';

/** Each is loaded when it is first asked for: a process starts at once, and with little. */
export const taskHandlers: HandlersOf<Tasks> = {
  train: async (params, call) => (await import('../training/train-task.ts')).trainTask(params, call),
};
