import { describe, test } from '@jest/globals';
import { namedActivations } from '../../core/index.ts';
import { availableEngines } from '../../trainer/engines/availability.ts';
import { type EngineChoice, makeEngine } from '../../trainer/engines/engines.ts';
import { families, onnxEngine } from '../../trainer/index.ts';
import { architectures, dropout } from './parity-architectures.ts';
import type { CaseOptions } from './program-case.ts';
import { checkSteps } from './step-parity.ts';

const cases: [string, CaseOptions][] = [
  ...namedActivations.flatMap((activation): [string, CaseOptions][] => [
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

describe('steps of a state large enough to be updated in place agree with the float64 reference', () => {
  // One step: what random weights make of rounding in a second one is another thing. Without noise it is so in the first.
  const tried = familyCases.filter(([family]) => family !== 'deterministic');
  // What has one number for each weight needs more of them.
  const widths = (family: string) => (family === 'l0' ? '600-600' : '420-420');
  test.each(tried)('%s', (family, options) => {
    const large = { ...options, layers: `6x5x2-c4k3-flat-${widths(family)}`, weightDecay: 0.1 };
    return checkSteps(onnxEngine(), large, 1, 0.05);
  });
});
