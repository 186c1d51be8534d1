import { describe, expect, test } from '@jest/globals';
import { availableEngines } from '../../trainer/engines/availability.ts';
import { type EngineChoice, makeEngine } from '../../trainer/engines/engines.ts';
import { families, onnxEngine } from '../../trainer/index.ts';
import { moreInCi } from '../support/more-in-ci.ts';
import { architectures, dropout } from './parity-architectures.ts';
import { type CaseOptions, programCase } from './program-case.ts';
import { checkSteps, copyOf } from './step-parity.ts';

const engines = (await availableEngines()).filter(({ available }) => available);
// Each of these sessions loads its own WebAssembly or GPU program.
const startsSlowly = ({ engine, device }: EngineChoice) => engine === 'onnx' && device !== 'cpu';

/** The whole grid of priors, likelihoods and layers is in step-parity.long.test.ts. */
const cases: [string, CaseOptions][] = [
  ...Object.entries(architectures).map(([name, layers]): [string, CaseOptions] => [name, { family: 'node', layers }]),
  ['dropout', { family: 'deterministic', dropout }],
  ['counts with weights', { family: 'node', likelihood: 'poisson', weighted: true }],
];

describe.each(engines)('steps taken by $engine on $device agree with the float64 reference', (choice) => {
  const engine = makeEngine(choice);
  const tried = startsSlowly(choice) ? families.filter(({ name }) => name === 'node') : families;
  test.each(tried.map(({ name }) => name))('%s', (family) => checkSteps(engine, { family }, moreInCi(4, 8)));
  if (choice.device === 'cpu') test.each(cases)('node, %s', (_, options) => checkSteps(engine, options, 3));
});

test('steps of a state large enough to be updated in place agree with the float64 reference', () => {
  const prior = { budget: 9000 };
  const large: CaseOptions = { family: 'node', layers: '6x5x2-c4k3-flat-420-420', weightDecay: 0.1, prior };
  return checkSteps(onnxEngine(), large, 2, 1e-4);
});

test('steps taken in one call or in several are the same, bit for bit', async () => {
  const trained = programCase({ family: 'node' });
  const run = async (calls: readonly number[]) => {
    const program = { step: trained.program.step, evaluation: trained.program.evaluation(5) };
    const session = await onnxEngine({ threads: 1 }).start(program, copyOf(trained.state));
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
