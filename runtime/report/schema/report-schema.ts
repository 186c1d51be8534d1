import * as v from 'valibot';
import { type Report, reportVersion } from '../report.ts';
import { comparison, modelAnswers } from './comparison-schema.ts';
import { floor, inclusion, posterior, stage, tradeOff } from './findings-schema.ts';
import { profile } from './profile-schema.ts';
import { amount, count, machine, share } from './values.ts';

const model = v.strictObject({
  name: v.string(),
  file: v.string(),
  network: v.exactOptional(v.string()),
  parameters: v.exactOptional(count),
  macs: v.exactOptional(count),
  sizeBytes: count,
  gzipBytes: count,
  brotliBytes: v.exactOptional(count),
  accuracy: v.exactOptional(share),
  rmse: v.exactOptional(amount),
  agreementWithDense: v.exactOptional(share),
  largestProviderDifference: v.exactOptional(amount),
  answers: v.exactOptional(modelAnswers),
  profiles: v.array(profile),
});

/**
 * `report.json`, published as docs/schema/profile-v1.json. Its type is checked against `Report`: a field there that is not
 * validated here does not compile.
 */
export const reportSchema: v.GenericSchema<unknown, Report> = v.strictObject({
  kind: v.literal('secateur-report'),
  schemaVersion: v.literal(reportVersion),
  title: v.string(),
  createdAt: v.string(),
  environment: v.strictObject(machine),
  data: v.exactOptional(
    v.strictObject({ name: v.string(), sha256: v.string(), train: count, validation: count, test: count }),
  ),
  models: v.pipe(v.array(model), v.minLength(1)),
  comparisons: v.exactOptional(v.array(comparison)),
  floors: v.exactOptional(v.array(floor)),
  posterior: v.exactOptional(posterior),
  inclusion: v.exactOptional(inclusion),
  tradeOff: v.exactOptional(tradeOff),
  training: v.exactOptional(v.array(stage)),
  summary: v.array(v.string()),
});
