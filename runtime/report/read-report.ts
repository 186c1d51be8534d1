import * as v from 'valibot';
import { messageOf, SecateurError } from '../../core/index.ts';
import { comparedFigures } from '../compare.ts';
import type { Profile } from '../profile.ts';
import { coldStartSchema, pageEnvironmentSchema, roundSchema } from '../profiler/round-schema.ts';
import { type Provider, providers } from '../providers.ts';
import { type Report, reportVersion } from './report.ts';

/** Messages quote what they found, which may be megabytes. */
const longestFault = 300;

const finite = v.pipe(v.number(), v.finite());
const amount = v.pipe(finite, v.minValue(0));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const share = v.pipe(amount, v.maxValue(1));
const interval = v.tuple([finite, finite]);
const provider = v.picklist(Object.keys(providers) as Provider[]);

const machine = { cpuModel: v.string(), cores: count, os: v.string(), nodeVersion: v.string() };

const fileSizes = v.strictObject({ sizeBytes: count, gzipBytes: count, brotliBytes: count });

const profile: v.GenericSchema<unknown, Profile> = v.strictObject({
  schemaVersion: v.literal(1),
  model: v.strictObject({
    name: v.string(),
    file: v.string(),
    sizeBytes: count,
    gzipBytes: count,
    brotliBytes: v.exactOptional(count),
  }),
  provider,
  latencyMs: v.strictObject({
    p50: amount,
    p90: amount,
    p99: amount,
    mean: amount,
    p50Interval: interval,
    p90Interval: interval,
    p99Interval: interval,
    meanInterval: interval,
    stdDev: v.exactOptional(amount),
    medianDeviation: v.exactOptional(amount),
    samples: v.array(v.array(amount)),
  }),
  coldStartMs: coldStartSchema,
  rounds: v.array(roundSchema),
  peakRssBytes: v.exactOptional(count),
  modelMemoryBytes: v.exactOptional(count),
  cpuMsPerCall: v.exactOptional(amount),
  joulesPerCall: v.exactOptional(amount),
  scenario: v.exactOptional(v.string()),
  throughput: v.exactOptional(v.strictObject({ rowsPerSecond: amount, rowsPerCall: count })),
  environment: v.strictObject({
    ...machine,
    nodeVersion: v.exactOptional(v.string()),
    runtime: v.string(),
    threads: count,
    timerResolutionMs: v.exactOptional(amount),
    browser: v.exactOptional(pageEnvironmentSchema),
  }),
  footprint: v.exactOptional(v.strictObject({ library: fileSizes, entry: fileSizes })),
  startedAt: v.exactOptional(v.string()),
  incomplete: v.exactOptional(v.string()),
  device: v.exactOptional(v.string()),
});

const askedData = v.strictObject({ name: v.string(), sha256: v.string() });

const modelAnswers = v.strictObject({
  data: askedData,
  kind: v.picklist(['classes', 'numbers']),
  labels: v.exactOptional(v.array(v.string())),
  values: v.array(finite),
  targets: v.array(finite),
  negativeLogLikelihood: v.exactOptional(finite),
  expectedCalibrationError: v.exactOptional(share),
});

const certainty = v.strictObject({
  negativeLogLikelihood: finite,
  expectedCalibrationError: v.exactOptional(share),
});

const answersCompared = v.strictObject({
  data: askedData,
  rows: count,
  figure: v.picklist(['accuracy', 'rmse']),
  before: amount,
  after: amount,
  loss: v.strictObject({ difference: finite, atLeast: finite, atMost: finite, confidence: share }),
  agreement: share,
  mcnemar: v.exactOptional(v.strictObject({ onlyBefore: count, onlyAfter: count, pValue: share })),
  certainty: v.exactOptional(v.strictObject({ before: certainty, after: certainty })),
});

const model = v.strictObject({
  name: v.string(),
  file: v.string(),
  network: v.exactOptional(v.string()),
  parameters: count,
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

const compared = v.strictObject({ name: v.string(), provider, device: v.exactOptional(v.string()) });

const comparison = v.strictObject({
  schemaVersion: v.literal(1),
  before: compared,
  after: compared,
  p50Ratio: amount,
  p50RatioInterval: interval,
  ratios: v.exactOptional(v.record(v.picklist(comparedFigures), amount)),
  machineRatio: v.exactOptional(amount),
  verdict: v.picklist(['faster', 'slower', 'cannot tell']),
  doubt: v.exactOptional(v.picklist(['alike', 'noise', 'rounds'])),
  answers: v.exactOptional(answersCompared),
});

const floor = v.strictObject({
  provider,
  device: v.string(),
  threads: count,
  rowsPerCall: count,
  overheadMs: amount,
  overheadMsInterval: interval,
  macsPerSecond: amount,
  macsPerSecondInterval: interval,
  payingMacs: amount,
  payingMacsInterval: interval,
  misfit: amount,
  points: v.array(v.strictObject({ macs: amount, roundMediansMs: v.array(amount) })),
});

const posterior = v.strictObject({
  family: v.string(),
  prior: v.strictObject({
    name: v.string(),
    slabScales: v.array(finite),
    slabLearned: v.exactOptional(v.literal(true)),
    inputLogit: finite,
    unitLogits: v.array(finite),
    weightLogits: v.exactOptional(v.array(finite)),
    spikeScales: v.exactOptional(v.array(finite)),
    fanIns: v.exactOptional(v.array(finite)),
    parameterPrice: v.exactOptional(finite),
    size: v.exactOptional(v.strictObject({ unit: v.exactOptional(v.literal('macs')), budget: finite, price: finite })),
  }),
  tempering: v.strictObject({
    slab: finite,
    inclusion: finite,
    likelihood: v.string(),
    weights: v.exactOptional(
      v.strictObject({ classes: v.exactOptional(v.array(finite)), column: v.exactOptional(v.string()) }),
    ),
  }),
  rule: v.string(),
});

const group = { logOdds: v.array(finite), cut: finite, kept: count };
const side = v.pipe(count, v.minValue(1));
const inclusion = v.strictObject({
  inputs: v.exactOptional(
    v.strictObject({
      ...group,
      image: v.exactOptional(v.strictObject({ height: side, width: side, channels: side })),
      names: v.exactOptional(v.array(v.string())),
    }),
  ),
  layers: v.array(v.strictObject(group)),
});

const point = { parameters: count, accuracy: v.exactOptional(share), rmse: v.exactOptional(amount) };
const tradeOff = v.strictObject({
  measuredOn: v.picklist(['validation', 'test']),
  dense: v.exactOptional(v.strictObject(point)),
  cuts: v.array(v.strictObject({ ...point, chosen: v.exactOptional(v.boolean()) })),
});

const stage = v.strictObject({
  stage: v.string(),
  epochs: v.array(
    v.strictObject({
      epoch: count,
      figures: v.record(v.string(), finite),
      validation: v.strictObject({ name: v.string(), value: finite, logLikelihood: v.exactOptional(finite) }),
    }),
  ),
});

/** Its type is checked against `Report`: a field there that is not validated here does not compile. */
const schema: v.GenericSchema<unknown, Report> = v.strictObject({
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

/**
 * Reads the text of a `report.json`.
 * @param source names the text in messages, for example its file.
 * @throws FORMAT_INVALID for what is not JSON, not a report, newer than this version, or inconsistent.
 */
export function parseReport(text: string, source: string): Report {
  const value = jsonOf(text, source);
  if (!(isRecord(value) && value['kind'] === 'secateur-report')) {
    throw invalid(source, `is JSON but no Secateur report (it has no "kind": "secateur-report")`);
  }
  const version = value['schemaVersion'];
  if (typeof version === 'number' && version > reportVersion) {
    throw new SecateurError(
      'FORMAT_INVALID',
      `${source} has schemaVersion ${version}, and this Secateur reads versions up to ${reportVersion}. Update it: npm install secateur@latest.`,
    );
  }
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (!result.success) {
    const [issue] = result.issues;
    throw invalid(source, `is a broken report: ${`${v.getDotPath(issue)}: ${issue.message}`.slice(0, longestFault)}`);
  }
  const fault = contradictionIn(result.output);
  if (fault !== undefined) throw invalid(source, `is a broken report: ${fault}`);
  return result.output;
}

function jsonOf(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(source, `is not JSON: ${messageOf(error).slice(0, longestFault)}`, error);
  }
}

/** Fields that are each fine but do not belong together. */
function contradictionIn({ inclusion, models }: Report): string | undefined {
  const odd = models.find(({ answers }) => answers && answers.values.length !== answers.targets.length);
  if (odd)
    return `the answers of ${odd.name} are ${odd.answers!.values.length} for ${odd.answers!.targets.length} targets`;
  const inputs = inclusion?.inputs;
  if (inputs === undefined) return undefined;
  const { logOdds, image, names } = inputs;
  if (image && image.height * image.width * image.channels !== logOdds.length) {
    return `inclusion.inputs.image is ${image.height} x ${image.width} x ${image.channels} but there are ${logOdds.length} log-odds`;
  }
  if (names && names.length !== logOdds.length) {
    return `inclusion.inputs.names has ${names.length} entries for ${logOdds.length} log-odds`;
  }
  return undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(source: string, what: string, cause?: unknown): SecateurError {
  const message = `${source} ${what}. Give the report.json that 'npm run demo' or 'secateur profile -o' wrote.`;
  return new SecateurError('FORMAT_INVALID', message, { cause });
}
