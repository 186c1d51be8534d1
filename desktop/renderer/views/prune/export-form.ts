import { type Signal, signal } from '@preact/signals';
import type { CutChoice, JobOf } from '../../../shared/index.ts';

/** What was filled in for an export, and how far it is. */
export interface ExportForm {
  readonly output: Signal<string>;
  readonly isPackage: Signal<boolean>;
  readonly tuning: Signal<{ readonly isOn: boolean; readonly epochs: string }>;
  readonly running: Signal<RunningExport | undefined>;
  readonly outcome: Signal<JobOf<'export'> | undefined>;
  /** The choice of the last file that was written. */
  readonly written: Signal<CutChoice | undefined>;
  /** Why it could not be started. */
  readonly error: Signal<string | undefined>;
}

interface RunningExport {
  readonly share: number | undefined;
  readonly stage: string;
  readonly abort: AbortController;
}

export function createExportForm(): ExportForm {
  return {
    output: signal(''),
    isPackage: signal(false),
    tuning: signal({ isOn: false, epochs: '' }),
    running: signal(undefined),
    outcome: signal(undefined),
    written: signal(undefined),
    error: signal(undefined),
  };
}
