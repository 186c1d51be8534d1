import type { ReadonlySignal, Signal } from '@preact/signals';
import { messageOf } from '../../../../core/essentials.ts';
import type { CutChoice } from '../../../shared/index.ts';
import { api } from '../../state/api.ts';
import type { ExportForm } from './export-form.ts';
import { followJob } from './follow-job.ts';
import type { Measured } from './measured.ts';

/** What of a session goes on while other views are in front. */
export interface SessionWork {
  readonly document: string;
  readonly current: ReadonlySignal<{ readonly measured: Measured }>;
  readonly exporting: ExportForm;
  /** The curve that is being measured. */
  readonly measuring: Signal<{ readonly share: number | undefined; readonly abort: AbortController } | undefined>;
  /** Why the last curve could not be measured. */
  readonly measuringError: Signal<string | undefined>;
}

/** Measures a curve, or follows one that is being measured, until it has ended; it goes on whatever is in front. */
export async function followCurve(session: SessionWork, begin: () => Promise<string>): Promise<void> {
  const { measuring, measuringError, current } = session;
  const abort = new AbortController();
  measuringError.value = undefined;
  measuring.value = { share: undefined, abort };
  try {
    const ended = await followJob(await begin(), abort.signal, (share) => {
      measuring.value = { share, abort };
    });
    measuringError.value = ended.error?.message;
    await current.value.measured.learnCurves(new AbortController().signal);
  } catch (failure) {
    measuringError.value = messageOf(failure);
  } finally {
    measuring.value = undefined;
  }
}

/**
 * The same of an export.
 * @param choice what is exported, where this page has asked for it
 */
export async function followExport(
  { exporting, current }: SessionWork,
  begin: () => Promise<string>,
  choice?: CutChoice,
): Promise<void> {
  const abort = new AbortController();
  exporting.error.value = undefined;
  exporting.outcome.value = undefined;
  exporting.running.value = { share: undefined, stage: '', abort };
  try {
    const ended = await followJob(await begin(), abort.signal, (share, stage) => {
      exporting.running.value = { share, stage, abort };
    });
    if (ended.kind !== 'export') return;
    exporting.outcome.value = ended;
    if (!ended.result) return;
    if (choice) exporting.written.value = choice;
    const { exports } = current.value.measured;
    const { output, after } = ended.result;
    const { parameters, macs = 0, sizeBytes } = after;
    exports.value = [...exports.value, { name: output, parameters, macs, sizeBytes }];
  } catch (failure) {
    exporting.error.value = messageOf(failure);
  } finally {
    exporting.running.value = undefined;
  }
}

/** What goes on since before this page was there: closing it ends nothing. */
export async function followEarlier(session: SessionWork): Promise<void> {
  for (const { job, kind, state, about } of await api().listJobs({})) {
    if (state !== 'running' || about !== session.document) continue;
    if (kind === 'trade-off') void followCurve(session, async () => job);
    if (kind === 'export') void followExport(session, async () => job);
  }
}
