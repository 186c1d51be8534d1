import { describe, expect, test } from '@jest/globals';
import { activations, graph } from '../../core/index.ts';
import { availableEngines } from '../../trainer/engines/availability.ts';
import { type EngineChoice, makeEngine } from '../../trainer/engines/engines.ts';
import { type Engine, families, onnxEngine } from '../../trainer/index.ts';
import { type CaseOptions, programCase, stepByReference } from './program-case.ts';

/** float32 keeps about 7 digits; Adam divides small gradients by their own size, which costs some of them. */
const tolerance = 5e-5;

const dropout = { inputs: 0.2, hidden: 0.5 };
/** Images of 6 x 5 pixels in one or two channels. */
const architectures = {
  'a convolutional network': '6x5x1-c3k3p1-max2-c4k2s2-flat-6',
  'residual sums': '6x5x2-c3k3p1-c3k3p1-c3k3p1-add0-@2:c4k1s2-gavg',
  'depthwise convolutions': '6x5x2-c4k3s2p1-c4k3p1d-c3k1-avg2s1-flat',
  concatenations: '6x5x2-c3k3p1-c2k3p1-cat0.in-c7k3p1d-c2k1-cat1-gavg',
  'channels first and no dense layer': '6x5x2:chw-c4k3s2-c3k1-cNk1-gavg',
  'wide and deep layers': '5-4-3-catin-4-cat1.in',
  'grouped convolutions': '6x5x2-c4k3g2-c4k1-gavg-5',
};

const cases: [string, CaseOptions][] = [
  ...activations.flatMap((activation): [string, CaseOptions][] => [
    [`node, ${activation}`, { family: 'node', activation }],
    [`deterministic, ${activation}`, { family: 'deterministic', activation, dropout }],
  ]),
  ['node without input selection', { family: 'node', selectInputs: false }],
  ['node with a size-aware prior', { family: 'node', prior: { budget: 20 } }],
  ['node with the layer-wise prior', { family: 'node', prior: { inclusion: 'layerwise', slabScale: 1 } }],
  ['node, regression', { family: 'node', likelihood: 'gaussian' }],
  [
    'node, regression without input selection, size-aware',
    { family: 'node', likelihood: 'gaussian', selectInputs: false, prior: { budget: 15 } },
  ],
  ['node with a distilled likelihood', { family: 'node', distillation: { weight: 0.9, temperature: 4 } }],
  [
    'node with a distilled regression',
    { family: 'node', likelihood: 'gaussian', distillation: { weight: 0.5, temperature: 4 } },
  ],
  ['node, weighted', { family: 'node', weighted: true }],
  ['node, binary', { family: 'node', likelihood: 'binary' }],
  ['node, heteroscedastic', { family: 'node', likelihood: 'gaussian-heteroscedastic' }],
  [
    'node, distilled counts with weights',
    { family: 'node', likelihood: 'poisson', weighted: true, distillation: { weight: 0.5, temperature: 4 } },
  ],
  ['node with a layer too large to be packed', { family: 'node', widths: [64, 70] }],
  ['mixture', { family: 'mixture' }],
  ['mixture with a layer too large to be packed', { family: 'mixture', widths: [64, 70], likelihood: 'gaussian' }],
  ['weight', { family: 'weight' }],
  ['weight with a size-aware prior', { family: 'weight', likelihood: 'gaussian', prior: { budget: 20 } }],
  ['weight with a layer too large to be packed', { family: 'weight', widths: [64, 70], prior: { inclusion: 'edge' } }],
  ['node without hidden layers', { family: 'node', widths: [4] }],
  ...Object.entries(architectures).flatMap(([name, layers]): [string, CaseOptions][] => [
    [`node, ${name}`, { family: 'node', layers }],
    [`deterministic, ${name}`, { family: 'deterministic', layers, dropout }],
  ]),
  ['deterministic with batch normalisation', { family: 'deterministic', layers: '4x4x1-c3k3-bn-c4k1-bn=tanh-gavg' }],
  ['node with a learned slab scale', { family: 'node', prior: { slabScale: 'learned' } }],
  ...['group-horseshoe', 'group-lasso', 'l0', 'sparse-vd', 'mean-field'].flatMap((family): [string, CaseOptions][] => [
    [family, { family, activation: 'silu' }],
    [`${family}, wide and deep`, { family, layers: architectures['wide and deep layers'] }],
    [`${family}, convolutional`, { family, layers: architectures['a convolutional network'] }],
  ]),
  ['group-horseshoe with a learned slab scale', { family: 'group-horseshoe', prior: { slabScale: 'learned' } }],
  ['l0 with a size-aware prior', { family: 'l0', prior: { budget: 20 } }],
  ['sparse-vd with a size-aware prior', { family: 'sparse-vd', prior: { budget: 20 } }],
  ['deterministic, regression', { family: 'deterministic', likelihood: 'gaussian', dropout }],
  ['deterministic without dropout', { family: 'deterministic' }],
  [
    'deterministic with a distilled likelihood',
    { family: 'deterministic', distillation: { weight: 1, temperature: 2 } },
  ],
];

const familyCases = families.map(({ name }): [string, CaseOptions] => [name, { family: name }]);
const engines = (await availableEngines()).filter(({ available }) => available);
// Each of these sessions loads its own WebAssembly or GPU program: one case a family has to do.
const startsSlowly = ({ engine, device }: EngineChoice) => engine === 'onnx' && device !== 'cpu';

describe.each(engines)('steps taken by $engine on $device agree with the float64 reference', (choice) => {
  const engine = makeEngine(choice);
  describe.each(startsSlowly(choice) ? [8] : [1, 8])('%i at once', (steps) => {
    test.each(familyCases)('%s', (_, options) => checkSteps(engine, options, steps));
  });
  if (!startsSlowly(choice)) test.each(cases)('%s', (_, options) => checkSteps(engine, options, 6));
});

const evaluationRows = 5;

/** A case, and what the reference makes of it: taken once, though every engine is held against it. */
function byReference(options: CaseOptions, steps: number) {
  const trained = programCase(options);
  const feeds = trained.makeFeeds(0, steps);
  const { records, state } = stepByReference(trained, trained.state, feeds, steps);
  const features = feeds['features']!.slice(0, evaluationRows * trained.network.inputs);
  const evaluation = trained.program.evaluation(evaluationRows);
  const [outputs] = graph.evaluate([evaluation], { ...state, features });
  return { trained, evaluation, features, expected: { records, state, outputs: outputs! } };
}

const taken = new Map<string, ReturnType<typeof byReference>>();

async function checkSteps(engine: Engine, options: CaseOptions, steps: number): Promise<void> {
  const key = JSON.stringify([options, steps]);
  if (!taken.has(key)) taken.set(key, byReference(options, steps));
  const { trained, evaluation, features, expected } = taken.get(key)!;
  const session = await engine.start({ step: trained.program.step, evaluation }, trained.state);
  try {
    // The engine takes the feeds' buffers away.
    const records = await session.advance(steps, trained.makeFeeds(0, steps));
    const state = await session.readState();
    expectClose('record', records, expected.records);
    expect(Object.keys(state).sort()).toEqual(Object.keys(expected.state).sort());
    for (const [name, values] of Object.entries(expected.state)) expectClose(name, state[name]!.data, values);
    expectClose('evaluation', await session.evaluate({ features: features.slice() }), expected.outputs);
  } finally {
    await session.close();
  }
}

test('steps taken in one call or in several are the same, bit for bit', async () => {
  const trained = programCase({ family: 'node' });
  const run = async (calls: readonly number[]) => {
    const program = { step: trained.program.step, evaluation: trained.program.evaluation(5) };
    const session = await onnxEngine({ threads: 1 }).start(program, trained.state);
    let step = 0;
    const records: number[] = [];
    for (const count of calls) {
      records.push(...(await session.advance(count, trained.makeFeeds(step, count))));
      step += count;
    }
    const state = await session.readState();
    await session.close();
    return { records, state };
  };
  expect(await run([1, 4, 2])).toEqual(await run([7]));
});

function expectClose(name: string, actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(actual.length).toBe(expected.length);
  for (let index = 0; index < expected.length; index++) {
    const bound = tolerance * (1 + Math.abs(expected[index]!));
    const difference = Math.abs(actual[index]! - expected[index]!);
    if (!(difference <= bound)) {
      throw new Error(`${name}[${index}]: ${actual[index]} in the engine, ${expected[index]} in the reference`);
    }
  }
}
