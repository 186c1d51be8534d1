import { messageOf } from '../../core/index.ts';
import { runChild } from '../support/child.ts';
import { median } from '../support/statistics.ts';
import { type Contender, ours } from './contenders.ts';
import type { OurLosses } from './parity.ts';
import type { StepLosses, StepRequest, StepTask, StepTiming } from './task.ts';

export interface Row {
  readonly title: string;
  /** Median ms per step of each round, in the order of the rounds. */
  readonly roundsMs: readonly number[];
  /** From the start of its process to the end of its first step, of each round. */
  readonly firstStepSeconds: readonly number[];
  /** The same without the process's start and the import of libraries. */
  readonly setUpSeconds: readonly number[];
  readonly timings: readonly StepTiming[];
  /** Largest relative difference of its first losses from the float64 reference, fed the same numbers. */
  readonly lossDifference: number | undefined;
  readonly failure?: string;
}

export interface MeasureOptions {
  readonly rounds: number;
  readonly seconds: number;
  /** Where files may be left for the contenders; PyTorch keeps its compiled code there from round to round. */
  readonly temporaryFolder: string;
}

/** Times every contender once a round, each in a fresh process; every round begins with another one. */
export async function measureStep(
  task: StepTask,
  contenders: readonly Contender[],
  { rounds, seconds, temporaryFolder }: MeasureOptions,
): Promise<Row[]> {
  const environment = { TORCHINDUCTOR_CACHE_DIR: `${temporaryFolder}/inductor`, PYTHONDONTWRITEBYTECODE: '1' };
  const ask = <Result>(contender: Contender, request: Pick<StepRequest, 'seconds' | 'parityFile'>) => {
    const { name, threads, device, command } = contender;
    const batchSize = request.parityFile === undefined ? task.batchSize : task.parityBatchSize;
    const full: StepRequest = { contender: name, task: { ...task, batchSize }, threads, device, ...request };
    return runChild<Result>([...command, JSON.stringify(full)], { environment });
  };

  const parityFile = `${temporaryFolder}/parity.safetensors`;
  const { result: own } = await ask<OurLosses>(ours('parity', contenders[0]!.threads, contenders[0]!.device), {
    seconds,
    parityFile,
  });
  const differenceOf = (losses: readonly number[]) =>
    Math.max(...losses.map((loss, step) => Math.abs(loss / own.reference[step]! - 1)));

  const measured = contenders.map((contender) => ({
    contender,
    lossDifference: undefined as number | undefined,
    timings: [] as StepTiming[],
    firstStepSeconds: [] as number[],
    failure: undefined as string | undefined,
  }));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < measured.length; turn++) {
      const row = measured[(turn + round) % measured.length]!;
      if (row.failure !== undefined) continue;
      try {
        const { result, startedAt } = await ask<StepTiming>(row.contender, { seconds });
        row.timings.push(result);
        row.firstStepSeconds.push((result.firstStepAt - startedAt) / 1000);
        console.log(
          `  ${task.title}, round ${round + 1}: ${row.contender.title.trim()} ${median(result.groupsMs).toFixed(2)} ms`,
        );
        if (round > 0) continue;
        const isOurs = row.contender.command[1] === ours('parity', 1, 'cpu').command[1];
        const losses = isOurs ? own : (await ask<StepLosses>(row.contender, { seconds, parityFile })).result;
        row.lossDifference = differenceOf(losses.losses);
      } catch (error) {
        row.failure = messageOf(error);
      }
    }
  }
  return measured.map(({ contender, timings, failure, ...row }) => ({
    ...row,
    title: contender.title,
    timings,
    roundsMs: timings.map(({ groupsMs }) => median(groupsMs)),
    setUpSeconds: timings.map(({ setUpMs }) => setUpMs / 1000),
    ...(failure !== undefined && { failure }),
  }));
}
