import * as v from 'valibot';
import type { TrainingResult, TrainOptions } from '../../../api/commands.ts';
import type { ExportResult, TradeOffCurve } from '../../../api/index.ts';
import type { Progress } from '../../../core/index.ts';
import type { OperatorTime, Report } from '../../../runtime/index.ts';
import type { EpochEvent } from '../../../trainer/index.ts';
import type {
  ComparisonPicture,
  DocumentKind,
  FileSizes,
  KnownCurve,
  LayerWeights,
  MeasuredLatency,
  NamedData,
  Operation,
  PosteriorPicture,
  ProfilingChoices,
  ProfilingEvent,
  PruneBasis,
  ReportPicture,
  TryAnswers,
  TryOffer,
} from '../../shared/index.ts';
import type { AskedComparison } from '../compare/asked.ts';
import type { NamedSource } from '../documents/recognise.ts';
import type { AskedBudget, AskedCut, AskedExport, AskedPosterior } from '../prune/asked.ts';
import type { AskedOrder } from '../prune/known-scores.ts';
import type { TryTask } from '../try/try-tasks.ts';

/** What a task tells while it works. */
export type TaskUpdate<Event = never> =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'note'; readonly note: string }
  | { readonly kind: 'event'; readonly event: Event };

/** Something that a child process does. Who asks is the host, which has checked what it passes on. */
function task<Params, Result, Event = never>(): Operation<Params, Result, TaskUpdate<Event>> {
  return { params: v.custom<Params>(() => true) };
}

/** All that child processes can be asked for; a task is a line here and one in `task-handlers.ts`. */
export const tasks = {
  /** Nothing yet: the process starts, and loads what the first question is likely to need. */
  prepare: task<Record<string, never>, void>(),
  train: task<TrainTask, TrainingResult, EpochEvent>(),
  pruneBasis: task<AskedOrder, PruneBasis>(),
  curvesOf: task<NamedSource & { readonly curves: readonly KnownCurve[] }, readonly KnownCurve[]>(),
  fileSizes: task<Omit<AskedCut, 'rule'>, FileSizes>(),
  fileSize: task<AskedCut, { readonly sizeBytes: number }>(),
  planWithin: task<AskedBudget, { readonly rule: string }>(),
  planCertified: task<
    AskedPosterior & { readonly certified: string; readonly data: NamedData },
    { readonly rule: string; readonly statement: string }
  >(),
  cutLatency: task<AskedCut, MeasuredLatency>(),
  tradeOff: task<AskedPosterior & { readonly data: NamedData; readonly cuts: number }, TradeOffCurve>(),
  export: task<AskedExport, ExportResult>(),
  tryOffer: task<Pick<TryTask, 'path' | 'name' | 'kind'>, TryOffer>(),
  tryRows: task<TryTask, TryAnswers>(),
  profileFiles: task<ProfileTask, Report, ProfilingEvent>(),
  operatorTimes: task<{ readonly path: string }, readonly OperatorTime[]>(),
  recognise: task<NamedSource, DocumentKind>(),
  reportPicture: task<NamedSource, ReportPicture>(),
  reportPage: task<NamedSource, string>(),
  posteriorPicture: task<NamedSource, PosteriorPicture>(),
  layerWeights: task<NamedSource & { readonly layer: number }, LayerWeights>(),
  comparison: task<AskedComparison, ComparisonPicture>(),
  comparisonPage: task<AskedComparison, string>(),
} as const;
export type Tasks = typeof tasks;

export interface TrainTask {
  readonly source: string;
  readonly options: TrainOptions;
  /** Where a line is kept for each epoch. */
  readonly history: string;
}

export interface ProfileTask {
  readonly files: readonly string[];
  readonly options: ProfilingChoices;
}
