import { namedActivations, type UnitActivation } from '../../core/index.ts';

/** Every name, and of those with numbers some that no name stands for. */
export const everyActivation: readonly UnitActivation[] = [
  ...namedActivations,
  { name: 'leaky', slope: 0.2 },
  { name: 'leaky', slope: -0.5 },
  { name: 'elu', alpha: 0.4 },
  { name: 'clip', low: -1, high: 1.5 },
  { name: 'clip', low: 0.25, high: 1e9 },
  { name: 'clip', low: -3, high: -1e-7 },
  { name: 'hardsigmoid', slope: 0.2, offset: 0.6 },
];
