import { randomStream } from '../../core/index.ts';
import {
  type AnswersCompared,
  compareModels,
  floorOf,
  latencyOf,
  type Profile,
  type Report,
  type ReportModel,
} from '../../runtime/index.ts';

const machine = { cpuModel: 'Example CPU', cores: 2, os: 'linux 6.1.0 x64', nodeVersion: 'v20.20.0' };

/** Three rounds of log-normal latencies around `median`, with a few slow calls. */
export function exampleProfile(
  name: string,
  provider: Profile['provider'],
  median: number,
  options: { readonly samples?: number } = {},
): Profile {
  const random = randomStream(7, `${name} ${provider}`);
  const samples = Array.from({ length: 3 }, () =>
    Array.from({ length: options.samples ?? 300 }, () => {
      const slow = random.uniform() < 0.03 ? 2 : 1;
      return slow * median * Math.exp(0.08 * random.normal() + 0.15 * random.uniform() ** 4);
    }),
  );
  const coldStartMs = { load: 30 + 2 * random.normal(), create: 12 + random.normal(), firstRun: 3 * median };
  const wasmMs = provider === 'web-wasm' ? 180 : 0;
  const coldStart = { ...coldStartMs, create: coldStartMs.create + wasmMs };
  return {
    schemaVersion: 1,
    model: { name, file: `${name}.onnx`, sizeBytes: 100, gzipBytes: 90 },
    provider,
    device: provider === 'node-cpu' ? 'cpu' : 'wasm',
    latencyMs: latencyOf(samples, { replicates: 50 }),
    coldStartMs: coldStart,
    rounds: samples.map((_, round) => ({
      coldStartMs: coldStart,
      peakRssBytes: 71_000_000,
      warmUpCalls: 200,
      stable: round > 0,
      calibrationMs: 5 + 0.1 * round,
    })),
    peakRssBytes: 71_000_000,
    environment: {
      ...machine,
      runtime: provider === 'node-cpu' ? 'onnxruntime-node 1.30.0' : 'onnxruntime-web 1.30.0',
      threads: 1,
    },
  };
}

function exampleModel(
  name: string,
  figures: Omit<ReportModel, 'name' | 'file' | 'profiles'>,
  median: number,
): ReportModel {
  return {
    name,
    file: `${name}.onnx`,
    ...figures,
    profiles: [exampleProfile(name, 'node-cpu', median), exampleProfile(name, 'web-wasm', 2.4 * median)],
  };
}

const exampleAnswers: AnswersCompared = {
  data: { name: 'mnist', sha256: '5a'.repeat(32) },
  rows: 10_000,
  figure: 'accuracy',
  before: 0.9826,
  after: 0.9794,
  loss: { difference: 0.0032, atLeast: 0.0009, atMost: 0.0055, confidence: 0.95 },
  agreement: 0.9852,
  mcnemar: { onlyBefore: 88, onlyAfter: 56, pValue: 0.0097 },
  certainty: {
    before: { negativeLogLikelihood: 0.061, expectedCalibrationError: 0.004 },
    after: { negativeLogLikelihood: 0.069, expectedCalibrationError: 0.006 },
  },
};

let example: Report | undefined;

/** What the demo writes, with made-up figures: every part present. Made once, for its intervals take a second. */
export function exampleReport(): Report {
  example ??= makeExample();
  return example;
}

function makeExample(): Report {
  const models = [
    exampleModel(
      'dense',
      {
        network: '784-300-100-10',
        parameters: 266_610,
        macs: 266_200,
        sizeBytes: 1_068_340,
        gzipBytes: 988_120,
        accuracy: 0.9826,
        agreementWithDense: 1,
        largestProviderDifference: 2.4e-7,
      },
      0.0341,
    ),
    exampleModel(
      'posterior-mean',
      {
        network: '784-300-100-10',
        parameters: 266_610,
        macs: 266_200,
        sizeBytes: 1_068_340,
        gzipBytes: 975_003,
        accuracy: 0.9817,
        agreementWithDense: 0.9871,
        largestProviderDifference: 3.1e-7,
      },
      0.0343,
    ),
    exampleModel(
      'pruned',
      {
        network: '251-62-29-10',
        parameters: 17_751,
        macs: 17_650,
        sizeBytes: 75_902,
        gzipBytes: 68_117,
        accuracy: 0.9794,
        agreementWithDense: 0.9852,
        largestProviderDifference: 1.9e-7,
      },
      0.0118,
    ),
  ];
  return {
    kind: 'secateur-report',
    schemaVersion: 1,
    title: 'MNIST, 784-300-100-10',
    createdAt: '2026-03-14T09:26:53.000Z',
    environment: machine,
    data: { name: 'mnist', sha256: '5a'.repeat(32), train: 55_000, validation: 5_000, test: 10_000 },
    models,
    comparisons: compareModels(models).map((comparison, index) =>
      index > 1 ? { ...comparison, answers: exampleAnswers } : comparison,
    ),
    floors: [
      floorOf(
        [1e3, 4e3, 1.6e4, 6.4e4, 2.56e5, 1.024e6].map((macs) => ({
          macs,
          roundMediansMs: [1, 1.02, 0.97].map((level) => level * (0.0105 + macs / 1.1e7)),
        })),
        { provider: 'node-cpu', device: 'cpu', threads: 1, rowsPerCall: 1 },
      ),
    ],
    posterior: {
      family: 'node',
      prior: { name: 'layerwise', slabScales: [0.0357, 0.0577, 0.1], inputLogit: -1.2, unitLogits: [-2.1, -1.4] },
      tempering: { slab: 0.1, inclusion: 1, likelihood: 'labels' },
      rule: 'median',
    },
    inclusion: {
      inputs: { ...digitLikeInputs(), image: { height: 28, width: 28, channels: 1 } },
      layers: [exampleGroup('layer 1', 300, 64, 62), exampleGroup('layer 2', 100, 29, 29)],
    },
    tradeOff: exampleTradeOff(),
    training: exampleTraining(),
    summary: ['Run the result with: secateur run out/demo/pruned.onnx --input rows.csv'],
  };
}

/** Pixels matter most in a blob in the middle, as for handwritten digits. */
function digitLikeInputs() {
  const random = randomStream(3, 'pixels');
  const logOdds = Array.from({ length: 784 }, (_, index) => {
    const [row, column] = [Math.floor(index / 28) - 13.5, (index % 28) - 13.5];
    return 4.5 - 0.08 * (row ** 2 + 1.15 * column ** 2) + 1.1 * random.normal();
  });
  return { logOdds, cut: 0, kept: logOdds.filter((value) => value > 0).length };
}

function exampleGroup(name: string, units: number, above: number, kept: number) {
  const random = randomStream(3, name);
  const logOdds = Array.from({ length: units }, (_, unit) =>
    unit < above ? 0.2 + 5 * random.uniform() : -0.3 - 5 * random.uniform() ** 0.4,
  );
  return { logOdds, cut: 0, kept };
}

function exampleTradeOff(): NonNullable<Report['tradeOff']> {
  const sizes = [266_610, 150_300, 84_000, 47_100, 26_400, 17_751, 14_800, 8_290, 4_650, 2_610, 1_460, 820, 460, 143];
  return {
    measuredOn: 'validation',
    dense: { parameters: 266_610, accuracy: 0.9831 },
    cuts: sizes.map((parameters) => ({
      parameters,
      accuracy: 0.982 - 0.86 / (1 + (parameters / 900) ** 1.7),
      ...(parameters === 17_751 && { chosen: true }),
    })),
  };
}

function exampleTraining(): NonNullable<Report['training']> {
  const stage = (name: string, epochs: number, from: number, to: number, loss: number) => ({
    stage: name,
    epochs: Array.from({ length: epochs }, (_, index) => ({
      epoch: index + 1,
      figures: { loss: loss * Math.exp((-2.5 * index) / epochs) },
      validation: { name: 'accuracy', value: to - (to - from) * Math.exp((-5 * index) / epochs) },
    })),
  });
  return [
    stage('dense', 8, 0.951, 0.983, 0.24),
    stage('posterior', 14, 0.93, 0.982, 1.1),
    stage('fine-tune', 3, 0.974, 0.9801, 0.05),
  ];
}
