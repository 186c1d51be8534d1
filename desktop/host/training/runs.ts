import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { messageOf, SecateurError } from '../../../core/index.ts';
import { readText } from '../../../files/index.ts';
import type { EpochEvent } from '../../../trainer/index.ts';
import type { JobOf, TrainingChoices, TrainingRun } from '../../shared/index.ts';
import type { Jobs } from '../work/jobs.ts';
import { readEpochs } from './run-history.ts';
import { lockOf, lockRun } from './run-lock.ts';
import { filesIn, type RunRecord, readRecord, writeRecord } from './run-record.ts';

/** Trainings that were begun, each a folder with what it was asked for, its history, and its posterior or checkpoint. */
export interface Runs {
  /** `copyData` keeps a copy of a file that goes when the host ends, so that the run can be resumed. */
  start(
    title: string,
    data: string,
    options: TrainingChoices,
    how: { readonly copyData: boolean },
  ): Promise<JobOf<'training'>>;
  /** @throws ARGUMENT_INVALID for one that is running, here or in another host, done or gone */
  resume(run: string): Promise<JobOf<'training'>>;
  /** Latest first. */
  list(): Promise<readonly TrainingRun[]>;
  history(run: string): Promise<readonly EpochEvent[]>;
  /** Where it is kept. @throws ARGUMENT_INVALID where there is none */
  folder(run: string): Promise<string>;
  /** The posterior's file. @throws ARGUMENT_INVALID for one that is not done */
  posterior(run: string): Promise<string>;
  /** @throws ARGUMENT_INVALID while it is running */
  remove(run: string): Promise<void>;
}

/** @param folder of all runs */
export function createRuns(folder: string, jobs: Jobs): Runs {
  /** Of those that are running: run and job, undefined until there is one. */
  const running = new Map<string, string | undefined>();

  /** Of what `recordOf` says, for one job of one host at a time. */
  const begin = async (
    run: string,
    recordOf: () => Promise<RunRecord>,
    resume: boolean,
  ): Promise<JobOf<'training'>> => {
    // Asked twice at once, the second comes too late.
    if (running.has(run)) throw refuse('This training is running');
    running.set(run, undefined);
    let unlock = async (): Promise<void> => undefined;
    const end = async (): Promise<void> => {
      running.delete(run);
      await unlock();
    };
    try {
      const own = join(folder, nameOf(run));
      const record = await recordOf();
      unlock = await lockRun(own);
      if (existsSync(filesIn(own).posterior)) throw refuse('This training is done');
      return await startJob(run, record, resume, end);
    } catch (error) {
      await end();
      throw error;
    }
  };
  const startJob = async (
    run: string,
    of: RunRecord,
    resume: boolean,
    end: () => Promise<void>,
  ): Promise<JobOf<'training'>> => {
    const files = filesIn(join(folder, run));
    await writeRecord(files.record, of);
    const options = { ...defaults, ...of.options, output: files.posterior, resume };
    const job = jobs.start('training', of.title, async (tasks, call) => {
      try {
        const result = await tasks.train({ source: of.data, options, history: files.history }, call);
        return { ...result, run };
      } catch (error) {
        if (!call.signal.aborted) await writeRecord(files.record, { ...of, error: messageOf(error) });
        throw error;
      } finally {
        await end();
      }
    });
    running.set(run, job.job);
    return job;
  };

  const stateOf = async (run: string, error: string | undefined): Promise<TrainingRun['state']> => {
    if (running.has(run)) return 'running';
    if (existsSync(filesIn(join(folder, run)).posterior)) return 'done';
    if ((await lockOf(join(folder, run))) !== undefined) return 'elsewhere';
    return error ? 'failed' : 'interrupted';
  };
  const read = async (run: string): Promise<TrainingRun> => {
    const files = filesIn(join(folder, nameOf(run)));
    const { title, data, options, startedAtMs, error } = await readRecord(files.record);
    const job = running.get(run);
    const state = await stateOf(run, error);
    return { run, title, data, options, startedAtMs, state, ...(job && { job }), ...(error && { error }) };
  };

  return {
    start: async (title, given, options, { copyData }) => {
      const run = randomUUID();
      await mkdir(join(folder, run), { recursive: true });
      const data = copyData ? join(folder, run, basename(given)) : given;
      if (copyData) await copyFile(given, data);
      const record = { schemaVersion: 1, title, data, options, startedAtMs: Date.now() } as const;
      return begin(run, async () => record, false);
    },
    resume: (run) => {
      const recordOf = async (): Promise<RunRecord> => {
        const { error: _, ...record } = await readRecord(filesIn(join(folder, nameOf(run))).record);
        return record;
      };
      return begin(run, recordOf, true);
    },
    list: async () => {
      const names = await readdir(folder).catch(() => []);
      // A folder without a readable record is no run of ours.
      const found = await Promise.all(names.map((run) => read(run).catch(() => undefined)));
      return found.filter((run) => run !== undefined).sort((one, other) => other.startedAtMs - one.startedAtMs);
    },
    history: async (run) => {
      const text = await readText(filesIn(join(folder, nameOf(run))).history).catch(() => '');
      return readEpochs(text.split('\n').slice(0, -1));
    },
    folder: async (run) => {
      await read(run);
      return join(folder, run);
    },
    posterior: async (run) => {
      const { state } = await read(run);
      if (state !== 'done') throw refuse(`This training is ${state}, not done`);
      return filesIn(join(folder, run)).posterior;
    },
    remove: async (run) => {
      if (running.has(run)) throw refuse('This training is running: cancel it first');
      const own = join(folder, nameOf(run));
      if ((await lockOf(own)) !== undefined)
        throw refuse('This training is running in another Secateur: pause it there');
      await rm(own, { recursive: true, force: true });
    },
  };
}

/** As on the command line. */
const defaults = { family: 'node', temperInclusion: 1, selectInputs: true, narrow: true, seed: 0 };

/** What pages call a run becomes the name of a folder. */
function nameOf(run: string): string {
  if (/^[\da-f-]{36}$/.test(run)) return run;
  throw refuse('There is no such training');
}

function refuse(why: string): SecateurError {
  return new SecateurError('ARGUMENT_INVALID', `${why}.`);
}
