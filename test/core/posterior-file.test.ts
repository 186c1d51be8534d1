import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  decodePosterior,
  decodeSafetensors,
  encodePosterior,
  encodeSafetensors,
  isSecateurError,
  type Posterior,
  randomStream,
  type Tensor,
  tensorNames,
} from '../../core/index.ts';
import { mutate } from '../support/mutate.ts';
import { examplePosterior } from '../support/posterior-example.ts';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0);
const positive = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
const text = fc.string({ unit: 'binary', maxLength: 8 });

const posteriors: fc.Arbitrary<Posterior> = fc
  .record({
    widths: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 5 }),
    seed: fc.maxSafeInteger(),
    family: text,
    label: text,
    mean: finite,
    scale: positive,
    metrics: fc.dictionary(
      // What validates a file leaves names out that could reach JavaScript's own objects; no measure is called so.
      fc.string({ minLength: 1 }).filter((name) => !(name in {}) && name !== 'prototype'),
      finite,
    ),
    isRegression: fc.boolean(),
    isTable: fc.boolean(),
    isDeterministic: fc.boolean(),
    hasSizePrior: fc.boolean(),
  })
  .map(({ widths, isDeterministic, ...given }) => {
    const outputs = given.isRegression ? 1 : widths.at(-1)!;
    const base = examplePosterior([...widths.slice(0, -1), outputs], given.seed % 1000);
    const numeric = {
      kind: 'numeric' as const,
      name: given.label,
      mean: given.mean,
      scale: given.scale,
      imputed: true,
    };
    const categories = Array.from({ length: widths[0]! - 1 }, (_, index) => `${given.label}${index}`);
    return {
      ...base,
      seed: given.seed,
      family: given.family,
      metrics: given.metrics,
      prior: given.hasSizePrior ? { ...base.prior, size: { budget: given.scale, price: given.scale } } : base.prior,
      input: given.isTable
        ? { kind: 'table', columns: [numeric, { kind: 'categorical', name: 'c', categories }] }
        : base.input,
      task: given.isRegression
        ? { kind: 'regression', target: given.label, mean: given.mean, scale: given.scale }
        : base.task,
      tensors: isDeterministic
        ? Object.fromEntries(Object.entries(base.tensors).filter(([name]) => !name.endsWith('LogStdDev')))
        : base.tensors,
    } satisfies Posterior;
  });

test('a posterior that is written is read unchanged', () => {
  fc.assert(
    fc.property(posteriors, (posterior) => {
      expect(decodePosterior(encodePosterior(posterior), 'p.safetensors')).toEqual(posterior);
    }),
  );
});

test('the same posterior gives the same bytes in whatever order its fields come', () => {
  const posterior = examplePosterior();
  const reversed = Object.fromEntries(Object.entries(posterior).reverse()) as unknown as Posterior;
  expect(encodePosterior(reversed)).toEqual(encodePosterior(posterior));
});

test('tensors under names of their own are kept', () => {
  const posterior = examplePosterior();
  const extra = { shape: [2], data: Float32Array.of(1, 2) };
  const read = decodePosterior(encodePosterior({ ...posterior, tensors: { ...posterior.tensors, extra } }), 'p');
  expect(read.tensors['extra']).toEqual(extra);
});

describe('a posterior that is not whole is refused, naming the file and the place', () => {
  test('another safetensors file', () => {
    expect(refusal(encodeSafetensors({ w: { shape: [], data: Float32Array.of(1) } }, { format: 'pt' }))).toMatch(
      /a safetensors file but not a Secateur posterior/,
    );
  });

  test('one of a newer Secateur', () => {
    expect(() =>
      decodePosterior(
        withDocument((document) => ({ ...document, version: 2, more: 1 })),
        'p',
      ),
    ).toThrow(
      expect.objectContaining({
        code: 'UNSUPPORTED',
        message: expect.stringMatching(/^p: written by a newer Secateur.*Update/),
      }),
    );
  });

  const network = (change: object) => (document: Document) => ({
    ...document,
    network: { ...(document['network'] as object), ...change },
  });
  const layers = (change: object) => network({ layers: [{ kind: 'dense', units: 2, activation: 'relu', ...change }] });
  const prior = (change: object) => (document: Document) => ({
    ...document,
    prior: { ...(document['prior'] as object), ...change },
  });
  const documents: Record<string, [(document: Document) => unknown, RegExp]> = {
    'no object': [() => [], /damaged/],
    'no version': [({ version: _, ...rest }) => rest, /version/],
    'version 0': [(document) => ({ ...document, version: 0 }), /version/],
    'a version that is text': [(document) => ({ ...document, version: '1' }), /version/],
    'an unknown field': [(document) => ({ ...document, more: 1 }), /more/],
    'no network': [({ network: _, ...rest }) => rest, /network/],
    'no layers': [network({ layers: [] }), /network\.layers/],
    'inputs of 1e308': [network({ inputs: 1e308 }), /network\.inputs/],
    'units that are text': [layers({ units: '2' }), /network\.layers\.0\.units/],
    'fractional units': [layers({ units: 1.5 }), /network\.layers\.0\.units/],
    'no units': [layers({ units: 0 }), /network\.layers\.0\.units/],
    'an unknown activation': [layers({ activation: 'swoosh' }), /network\.layers\.0\.activation.*swoosh/],
    'an unknown kind of layer': [layers({ kind: 'lstm' }), /network\.layers\.0\.kind/],
    'a prior of another depth': [
      prior({ unitLogits: [0] }),
      /prior\.unitLogits has 1 entries for 2 groups of hidden units/,
    ],
    'a negative slab scale': [prior({ slabScales: [0.1, -1, 0.1] }), /prior\.slabScales\.1/],
    'a slab scale too few': [prior({ slabScales: [0.1, 0.1] }), /slabScales has 2 entries for 3 layers/],
    'a size prior without a price': [prior({ size: { budget: 10 } }), /prior\.size\.price/],
    'another input width': [network({ inputs: 7 }), /input makes 6 features but network\.inputs is 7/],
    'measurements with a scale too few': [
      (document) => ({
        ...document,
        input: { kind: 'image', height: 1, width: 3, channels: 2, scale: 1, measured: [{ mean: 0, scale: 1 }] },
      }),
      /input\.measured has 1 entries for 2 channels/,
    ],
    'an image of a trillion pixels': [
      (document) => ({ ...document, input: { kind: 'image', height: 1e6, width: 1e6, channels: 1, scale: 1 } }),
      /1000000000000 features/,
    ],
    'a scale of zero': [
      (document) => ({ ...document, input: { kind: 'image', height: 1, width: 6, channels: 1, scale: 0 } }),
      /input\.scale/,
    ],
    'too many labels': [
      (document) => ({ ...document, task: { kind: 'classification', labels: ['a', 'b', 'c'] } }),
      /needs 3 outputs but the last layer puts out 2/,
    ],
    'a metric that is null': [(document) => ({ ...document, metrics: { loss: null } }), /metrics\.loss/],
    'a text of 100 kB where a number belongs': [(document) => ({ ...document, seed: 'x'.repeat(1e5) }), /seed/],
    'a document of 5 MB': [(document) => ({ ...document, family: 'x'.repeat(5e6) }), /5\d{6} characters/],
  };
  test.each(Object.entries(documents))('a document with %s', (_, [change, says]) => {
    const message = refusal(withDocument(change));
    expect(message).toMatch(says);
    expect(message.length).toBeLessThan(600);
  });

  test('a document that is not JSON', () => {
    expect(refusal(encodeSafetensors(examplePosterior().tensors, { secateur: '{"version":' }))).toMatch(/not JSON/);
  });

  const { inputInclusion, inclusion, slabMean, slabLogStdDev, biasMean, biasLogStdDev } = tensorNames;
  test.each([slabMean(1), slabLogStdDev(0), slabLogStdDev(2), biasMean(2), biasLogStdDev(0)])('without %s', (name) => {
    expect(refusal(withTensor(name, undefined))).toMatch(new RegExp(`tensor '${name}' of shape \\[.*\\] is missing`));
  });

  test.each([inputInclusion, inclusion(0), slabMean(0), slabLogStdDev(1), biasMean(0), biasLogStdDev(2)])(
    'with a %s of the wrong shape',
    (name) => {
      expect(refusal(withTensor(name, { shape: [1, 1], data: Float32Array.of(0) }))).toMatch(
        new RegExp(`tensor '${name}' has shape \\[1, 1\\], not shape`),
      );
    },
  );

  test.each(
    [inputInclusion, inclusion(1), slabMean(0), biasLogStdDev(1)].flatMap((name) =>
      [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map((value) => [name, value] as const),
    ),
  )('with a %s that holds %d', (name, value) => {
    const { shape, data } = examplePosterior().tensors[name]!;
    expect(refusal(withTensor(name, { shape, data: data.with(1, value) }))).toContain(
      `tensor "${name}" holds ${value} at position 1`,
    );
  });
});

test('what could not be read back is not written', () => {
  const posterior = examplePosterior();
  const unwritable: Posterior[] = [
    { ...posterior, metrics: { loss: Number.NaN } },
    { ...posterior, tensors: {} },
    { ...posterior, seed: 0.5 },
  ];
  for (const candidate of unwritable) {
    expect(() => encodePosterior(candidate)).toThrow(expect.objectContaining({ code: 'ARGUMENT_INVALID' }));
  }
});

test('no mutation of a posterior file makes anything but success or a SecateurError', () => {
  const original = encodePosterior(examplePosterior([3, 2, 2]));
  const random = randomStream(11, 'posterior fuzz');
  let refused = 0;
  for (let round = 0; round < 4000; round++) {
    try {
      decodePosterior(mutate(original, random), 'p');
    } catch (error) {
      if (!isSecateurError(error)) throw error;
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(2000);
});

type Document = Record<string, unknown>;

function withDocument(change: (document: Document) => unknown): Uint8Array {
  const { tensors, metadata } = decodeSafetensors(encodePosterior(examplePosterior()), 'p');
  return encodeSafetensors(tensors, { secateur: JSON.stringify(change(JSON.parse(metadata['secateur']!))) });
}

function withTensor(name: string, replacement: Tensor | undefined): Uint8Array {
  const { tensors, metadata } = decodeSafetensors(encodePosterior(examplePosterior()), 'p');
  const { [name]: _, ...others } = tensors;
  return encodeSafetensors(replacement ? { ...others, [name]: replacement } : others, metadata);
}

function refusal(bytes: Uint8Array): string {
  try {
    decodePosterior(bytes, 'some/posterior.safetensors');
  } catch (error) {
    if (!isSecateurError(error)) throw error;
    expect(error.code).toBe('FORMAT_INVALID');
    expect(error.message).toMatch(/^some\/posterior\.safetensors: .+ .+/s);
    return error.message;
  }
  throw new Error('the file was accepted');
}
