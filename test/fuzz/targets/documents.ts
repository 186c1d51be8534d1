import { parseTradeOff } from '../../../api/cuts/trade-off-file.ts';
import { checkCard, parseCard } from '../../../api/verify/check-card.ts';
import type { RandomStream } from '../../../core/index.ts';
import { formatNetwork, parseNetwork, parseNetworkDocument, randomStream } from '../../../core/index.ts';
import {
  compact,
  describeExport,
  exampleRows,
  exportModel,
  packageFiles,
  parseSums,
  planPruning,
  referenceOf,
} from '../../../exporter/index.ts';
import { parseReport, renderHtml, renderMarkdown } from '../../../runtime/index.ts';
import { exampleReport } from '../../support/example-report.ts';
import { mutate } from '../../support/mutate.ts';
import { examplePosterior } from '../../support/posterior-example.ts';
import { randomArchitecture } from '../../support/random-architecture.ts';
import { reshapeJson } from '../reshape/json.ts';
import type { FuzzTarget } from '../target.ts';

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'utf8'));
const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');
const reshapeDocument = (bytes: Uint8Array, random: RandomStream) => bytesOf(reshapeJson(textOf(bytes), random));

export const report: FuzzTarget = {
  name: 'report',
  weight: 2,
  bytesPerByte: 2000,
  corpus: () => {
    const example = exampleReport();
    // Thousands of samples would leave little chance for anything else to be changed.
    const models = example.models.map((model) => ({
      ...model,
      profiles: model.profiles.map((profile) => ({
        ...profile,
        latencyMs: { ...profile.latencyMs, samples: profile.latencyMs.samples.map((round) => round.slice(0, 3)) },
      })),
    }));
    const { tradeOff, inclusion, training, ...required } = example;
    return [
      { ...example, models },
      { ...required, models: models.slice(0, 1), comparisons: [] },
    ]
      .map((document) => JSON.stringify(document))
      .map(bytesOf);
  },
  large: () => [bytesOf(JSON.stringify(exampleReport()))],
  // What reads as a report has to be drawn.
  read: (bytes) => {
    const found = parseReport(textOf(bytes), 'fuzz.json');
    renderMarkdown(found);
    renderHtml(found);
  },
  reshape: reshapeDocument,
};

/** The notation where the first byte says so, else the JSON form. */
export const network: FuzzTarget = {
  name: 'network',
  weight: 4,
  bytesPerByte: 2000,
  corpus: () => {
    const networks = [1, 2, 3, 4, 5].map((seed) => randomArchitecture(randomStream(seed, 'fuzz network'), 3));
    return [
      ...networks.map((spec) => JSON.stringify(spec)),
      ...networks.map(formatNetwork),
      '784-300-100-10',
      '28x28x1-c20k5-max2-c50k5-max2-flat-500-10',
    ].map(bytesOf);
  },
  large: () => {
    const layers = Array(2000).fill({ kind: 'dense', units: 1, activation: 'relu' });
    return [JSON.stringify({ inputs: 1, layers }), `1${'-1'.repeat(2000)}`].map(bytesOf);
  },
  read: (bytes) => {
    const text = textOf(bytes);
    return text.startsWith('{') ? parseNetworkDocument(text, 'fuzz.json') : parseNetwork(text);
  },
  reshape: (bytes, random) => (bytes[0] === '{'.charCodeAt(0) ? reshapeDocument(bytes, random) : bytes),
};

export const tradeOff: FuzzTarget = {
  name: 'tradeoff',
  weight: 2,
  bytesPerByte: 2000,
  corpus: () => {
    const size = { network: '3-2-1', parameters: 11, macs: 8, sizeBytes: 700 };
    const rise = { loss: 1, score: 0.9, lossRise: 0.1, standardError: 0.01, scoreLoss: 0.02 };
    const correlation = { spike: 0.9, secondOrder: 0.8 };
    const curve = {
      schemaVersion: 1,
      posteriorSha256: '0'.repeat(64),
      criterion: 'inclusion',
      widths: { multiple: 4 },
      measuredOn: { part: 'validation', rows: 9, dataSha256: '00', loss: 'negative-log-likelihood', score: 'accuracy' },
      original: { ...size, loss: 0.9, score: 0.91 },
      points: [
        { rule: 'top=5', ...size, predicted: correlation, measured: rise },
        { rule: 'top=3', ...size, predicted: {}, measured: rise, fineTuned: rise },
      ],
      rankCorrelation: correlation,
      stepCorrelation: {},
    };
    return [bytesOf(JSON.stringify(curve))];
  },
  large: () => [],
  read: (bytes) => parseTradeOff(textOf(bytes), 'fuzz.json'),
  reshape: reshapeDocument,
};

/** A package's card where the first byte says so, else its hashes. */
export const card: FuzzTarget = {
  name: 'card',
  weight: 2,
  bytesPerByte: 2000,
  corpus: () => {
    const posterior = examplePosterior();
    const plan = planPruning(posterior, { name: 'median' });
    const network = compact(posterior, plan);
    const { files } = packageFiles({
      model: exportModel(network, { posterior, plan }),
      description: describeExport(network, { posterior, plan }),
      plan,
      metrics: { before: { testAccuracy: 0.9 }, after: {} },
      devices: [],
      reference: referenceOf(network, exampleRows(network.input, 2)),
    });
    return [files['card.json']!, files['SHA256SUMS']!];
  },
  large: () => [],
  read: async (bytes) => {
    const text = textOf(bytes);
    if (!text.startsWith('{')) return parseSums(text, 'fuzz');
    return checkCard(parseCard(text, 'fuzz.json'), { labels: undefined, page: '' }, packedModel(), 'model.onnx');
  },
  reshape: (bytes, random) => (bytes[0] === '{'.charCodeAt(0) ? reshapeDocument(bytes, random) : mutate(bytes, random)),
};

let packed: Uint8Array | undefined;

function packedModel(): Uint8Array {
  const posterior = examplePosterior();
  packed ??= exportModel(compact(posterior, planPruning(posterior, { name: 'median' })), { posterior });
  return packed;
}
