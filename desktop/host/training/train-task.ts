import { checkTrainingOutput, prepareTraining, runTraining, type TrainingResult } from '../../../api/commands.ts';
import { openLines } from '../../../files/index.ts';
import type { EpochEvent } from '../../../trainer/index.ts';
import { listenerOf, type TaskCall } from '../work/listener.ts';
import type { TrainTask } from '../work/tasks.ts';
import { readEpochs } from './run-history.ts';

/** In a child process: a training from its data to its posterior, with a line of history for each epoch. */
export async function trainTask(
  { source, options, history }: TrainTask,
  call: TaskCall<EpochEvent>,
): Promise<TrainingResult> {
  const listener = listenerOf(call);
  await checkTrainingOutput(source, options, listener);
  const prepared = await prepareTraining(source, options, listener);
  const lines = await openLines(history, { append: true });
  try {
    // Epochs after the last checkpoint are trained again, to the same figures.
    const before = readEpochs(lines.before);
    const known = new Set(before.map(keyOf));
    for (const event of before) call.update({ kind: 'event', event });
    const onEpoch = async (event: EpochEvent): Promise<void> => {
      if (known.has(keyOf(event))) return;
      await lines.write(JSON.stringify(event));
      call.update({ kind: 'event', event });
    };
    return (await runTraining(prepared, options, { ...listener, onEpoch })).result;
  } finally {
    await lines.close();
  }
}

function keyOf({ stage, epoch }: EpochEvent): string {
  return `${stage}/${epoch}`;
}
