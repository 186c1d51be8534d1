import { expect } from '@jest/globals';
import { withNetwork } from '../../api/shrink/body/replaced.ts';
import { everything, graph, type InputSpec, type Kept, type Posterior, randomStream } from '../../core/index.ts';
import { compact } from '../../exporter/index.ts';
import type { Body, ForeignModel, OnnxModel } from '../../onnx/index.ts';
import { runInFloat64 } from './float64/run-in-float64.ts';
import { masked, randomKept } from './masked-network.ts';
import { examplePosterior } from './posterior-example.ts';

type Feeds = Parameters<typeof runInFloat64>[1];

/** How far two of our answers may be apart, of the largest: constants that were folded are rounded to float32. */
const tolerance = 1e-6;

/**
 * Expects in float64, between the ends of a model's body: that the network read from it computes what the file does; and
 * that the file with a random cut in its place computes what the uncut network does with the removed units multiplied by 0.
 */
export function expectExact(original: OnnxModel, foreign: ForeignModel, feeds: Feeds, seed = 1): void {
  const body = foreign.body!;
  const posterior = posteriorOf(body);
  const features = valueIn(original, feeds, body.input);
  const maskedOutputs = (kept: Kept) => {
    const input = graph.input('features', [features.length / body.network.inputs, body.network.inputs]);
    return graph.evaluate([masked(posterior, kept, input)], { features })[0]!;
  };
  expectClose(maskedOutputs(everything(body.network)), valueIn(original, feeds, body.output));

  const kept = randomKept(randomStream(seed, 'foreign masks'), body);
  const [keptInputs, ...keptUnits] = kept;
  const cut = withNetwork(foreign, compact(posterior, { keptInputs: keptInputs!, keptUnits }), 'identity');
  expectClose(valueIn(cut.model, feeds, body.output), maskedOutputs(kept));
}

function valueIn(model: OnnxModel, feeds: Feeds, name: string): Float64Array {
  const found = runInFloat64(model, feeds).get(name);
  if (!found) throw new Error(`The value '${name}' follows from operators that are not computed in float64 here.`);
  return Float64Array.from(found.values);
}

function expectClose(actual: Float64Array, expected: Float64Array): void {
  expect(actual.length).toBe(expected.length);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
  const worst = actual.reduce((most, value, at) => Math.max(most, Math.abs(value - expected[at]!)), 0);
  expect(worst / largest).toBeLessThan(tolerance);
}

/** The body's weights on raw values. */
function posteriorOf({ network, tensors }: Body): Posterior {
  const input: InputSpec = network.image
    ? { kind: 'image', ...network.image, scale: 1 }
    : {
        kind: 'table',
        columns: Array.from({ length: network.inputs }, (_, at) => ({
          kind: 'numeric',
          name: `column ${at}`,
          mean: 0,
          scale: 1,
          imputed: false,
        })),
      };
  return { ...examplePosterior(), network, tensors, input };
}
