import { type Signal, signal } from '@preact/signals';
import type { Contract, CutChoice, JobOf, ParamsOf } from '../../../shared/index.ts';

/** What was filled in for an export, and how far it is. */
export interface ExportForm {
  readonly output: Signal<string>;
  readonly isPackage: Signal<boolean>;
  readonly tuning: Signal<Tuning>;
  readonly measuresRounding: Signal<boolean>;
  readonly running: Signal<RunningExport | undefined>;
  readonly outcome: Signal<JobOf<'export'> | undefined>;
  /** The choice of the last file that was written. */
  readonly written: Signal<CutChoice | undefined>;
  /** Why it could not be started. */
  readonly error: Signal<string | undefined>;
}

/** How the cut network is trained further, as it stands in the fields. */
export interface Tuning {
  readonly isOn: boolean;
  readonly epochs: string;
  readonly rate: string;
  readonly decay: string;
  readonly varies: boolean;
}

/** What the host is asked for; undefined where a field cannot be read. */
export function fineTuneOf({ epochs, rate, decay, varies }: Tuning): ParamsOf<Contract['startExport']>['fineTune'] {
  if (!isWhole(epochs) || !isNumber(rate) || !isNumber(decay)) return undefined;
  return {
    ...(epochs.trim() !== '' && { epochs: Number(epochs) }),
    ...(rate.trim() !== '' && { rate: Number(rate) }),
    ...(decay.trim() !== '' && { weightDecay: Number(decay) }),
    ...(varies && { augment: 'affine' as const }),
  };
}

export function isWhole(text: string): boolean {
  return /^\s*([1-9]\d{0,5})?\s*$/.test(text);
}

export function isNumber(text: string): boolean {
  return text.trim() === '' || (Number(text) >= 0 && Number.isFinite(Number(text)));
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
    tuning: signal({ isOn: false, epochs: '', rate: '', decay: '', varies: false }),
    measuresRounding: signal(false),
    running: signal(undefined),
    outcome: signal(undefined),
    written: signal(undefined),
    error: signal(undefined),
  };
}
