import { join } from 'node:path';
import * as v from 'valibot';
import { SecateurError } from '../../../core/index.ts';
import { readText, writeAtomically } from '../../../files/index.ts';
import { trainingChoices } from '../../shared/index.ts';

const record = v.object({
  schemaVersion: v.literal(1),
  title: v.string(),
  data: v.string(),
  options: trainingChoices,
  startedAtMs: v.number(),
  error: v.exactOptional(v.string()),
});
/** What a training was asked for, and why it ended where it did not get to its end. */
export type RunRecord = v.InferOutput<typeof record>;

/** Of a run, by its folder; the checkpoint lies beside the posterior. */
export function filesIn(run: string) {
  return {
    record: join(run, 'run.json'),
    history: join(run, 'history.jsonl'),
    posterior: join(run, 'posterior.safetensors'),
  };
}

export async function writeRecord(path: string, of: RunRecord): Promise<void> {
  await writeAtomically(path, `${JSON.stringify(of, undefined, 1)}\n`);
}

/** @throws ARGUMENT_INVALID where there is none that can be read */
export async function readRecord(path: string): Promise<RunRecord> {
  try {
    return v.parse(record, JSON.parse(await readText(path)));
  } catch (cause) {
    throw new SecateurError('ARGUMENT_INVALID', 'There is no such training any more.', { cause });
  }
}
