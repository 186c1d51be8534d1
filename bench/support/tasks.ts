import { fileURLToPath } from 'node:url';
import { answerAndExit, runChild } from './child.ts';

export interface TaskOptions<Task, Result> {
  /** Processes at a time. */
  readonly jobs: number;
  /** Told as each task ends, in whatever order they do. */
  readonly onDone?: (task: Task, result: Result, done: number) => void;
}

/**
 * Gives each task a process of its own.
 * @param script the module that calls `answerTask`, as compiled
 * @returns results in the order of the tasks
 * @throws PROVIDER_FAILED, for the first of the tasks that fail, whichever ended first
 */
export async function runTasks<Task, Result>(
  script: URL,
  tasks: readonly Task[],
  { jobs, onDone }: TaskOptions<Task, Result>,
): Promise<Result[]> {
  const outcomes: PromiseSettledResult<Result>[] = [];
  let next = 0;
  let done = 0;
  const worker = async () => {
    while (next < tasks.length) {
      const index = next++;
      const task = tasks[index]!;
      const command = [process.execPath, fileURLToPath(script), JSON.stringify(task)];
      const [outcome] = await Promise.allSettled([runChild<Result>(command).then(({ result }) => result)]);
      outcomes[index] = outcome;
      if (outcome.status === 'fulfilled') onDone?.(task, outcome.value, ++done);
      else next = tasks.length;
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}

/** The other side: does the task that this process was started for. */
export async function answerTask<Task>(work: (task: Task) => Promise<unknown>): Promise<never> {
  return answerAndExit(await work(JSON.parse(process.argv[2] ?? '') as Task));
}
