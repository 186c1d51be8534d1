import type { RandomStream } from '../../../core/index.ts';
import { formatNetwork, parseNetwork, parseNetworkDocument, randomStream } from '../../../core/index.ts';
import { parseReport, renderHtml, renderMarkdown } from '../../../runtime/index.ts';
import { exampleReport } from '../../support/example-report.ts';
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
