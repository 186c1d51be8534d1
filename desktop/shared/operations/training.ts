import * as v from 'valibot';
import type { EpochEvent } from '../../../trainer/index.ts';
import type { JobOf } from '../job.ts';
import { operation } from '../operation.ts';
import { handedOutId, type OpenDocument } from './files.ts';

/** A training that was begun once: it is kept, with its history, until it is removed. */
export interface TrainingRun {
  readonly run: string;
  readonly title: string;
  /** Name or path of the data. */
  readonly data: string;
  readonly options: TrainingChoices;
  /** Milliseconds since 1970. */
  readonly startedAtMs: number;
  /**
   * `elsewhere`: running in another host that shares the folder. `interrupted`: quit, cancelled or crashed; goes on from its
   * last checkpoint when it is resumed.
   */
  readonly state: 'running' | 'elsewhere' | 'done' | 'interrupted' | 'failed';
  /** Of the job, while it is running. */
  readonly job?: string;
  readonly error?: string;
}

/** What can be trained on without a file, and what with. */
export interface TrainingOffer {
  readonly families: readonly { readonly name: string; readonly summary: string }[];
  readonly networks: readonly { readonly name: string; readonly summary: string }[];
  /** Names of data sets and simulations. */
  readonly data: readonly string[];
}

const count = (maximum: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(maximum));
const text = v.pipe(v.string(), v.minLength(1), v.maxLength(4096));

/** Of the options of `secateur train` those that the view offers, with the same defaults; and how often it saves itself. */
export const trainingChoices = v.strictObject({
  network: v.exactOptional(text),
  family: v.exactOptional(v.pipe(v.string(), v.maxLength(100))),
  epochs: v.exactOptional(count(1e6)),
  size: v.exactOptional(count(1e12)),
  likelihood: v.exactOptional(v.picklist(['categorical', 'binary', 'gaussian', 'gaussian-heteroscedastic', 'poisson'])),
  selectInputs: v.exactOptional(v.boolean()),
  earlyStop: v.exactOptional(count(1e6)),
  checkpointSeconds: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(1e6))),
  seed: v.exactOptional(v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(2 ** 32 - 1))),
  target: v.exactOptional(text),
});
export type TrainingChoices = v.InferOutput<typeof trainingChoices>;

const run = v.strictObject({ run: handedOutId });

/** What the view Train asks. Figures come as a job's events (`watchJob`): one for each epoch. */
export const trainingOperations = {
  trainingOffer: operation<TrainingOffer>()(v.strictObject({})),
  /** Takes a file that a page sent as data to train on; `data` names it in `startTraining`. */
  finishDataUpload: operation<{ readonly data: string }>()(v.strictObject({ upload: handedOutId })),
  startTraining: operation<JobOf<'training'>>()(
    v.strictObject({ title: v.pipe(v.string(), v.maxLength(200)), data: text, options: trainingChoices }),
  ),
  /** From its last checkpoint, with the options that it was started with. */
  resumeTraining: operation<JobOf<'training'>>()(run),
  listRuns: operation<readonly TrainingRun[]>()(v.strictObject({})),
  runHistory: operation<readonly EpochEvent[]>()(run),
  /** The posterior of a run that is done, as a document. */
  openRun: operation<OpenDocument>()(run),
  /** With its posterior and its checkpoint. */
  removeRun: operation<void>()(run),
} as const;
