import type { Calibration } from '../../trainer/index.ts';
import { calibrate } from '../calibrate.ts';
import type { ChosenPlan } from './choose-plan.ts';
import type { ExportOptions } from './export-options.ts';
import type { SameData } from './same-data.ts';

/** How far two models' own certainty can be relied on, on rows that decided nothing. */
export interface Calibrations {
  /** Validation rows only where the data has no test rows. */
  readonly measuredOn: 'test' | 'validation';
  readonly rows: number;
  readonly before: Calibration;
  readonly after: Calibration;
}

/** @returns undefined without data, and for a regression that knows no noise */
export async function measureCalibration(
  sameData: SameData,
  models: { readonly before: Uint8Array; readonly after: Uint8Array },
  untouched: ChosenPlan['untouched'],
  options: ExportOptions,
): Promise<Calibrations | undefined> {
  const data = options.fineTune ?? options.data;
  if (data === undefined) return undefined;
  const dataset = untouched?.dataset ?? (await sameData(data));
  const measuredOn = dataset.split.test.length > 0 ? 'test' : 'validation';
  const rows = untouched?.rows ?? dataset.split[measuredOn];
  const before = await calibrate(models.before, dataset, rows);
  const after = await calibrate(models.after, dataset, rows);
  return before && after && { measuredOn, rows: rows.length, before, after };
}
