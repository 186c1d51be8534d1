const tuning = {
  learningRate: 4e-3,
  weightDecay: 0.05,
  distillation: { weight: 0.9, temperature: 4 },
  sharesSteps: true,
} as const;

/** What the bench does, in numbers. */
export const recipes = {
  dense: {
    network: '784-400-400-10',
    dense: { epochs: 30, learningRate: 1e-3, dropout: { inputs: 0.2, hidden: 0.3 }, augment: 'affine' },
    teachers: 2,
    posterior: { learningRate: 1e-3, inclusionRate: 0.03, tempering: { slab: 0.02 }, epochs: 14, augment: 'affine' },
    /** What the size-aware prior aims at, and what is kept at most. */
    expected: 20_300,
    parameters: 20_000,
    bits: 4,
    fineTune: { ...tuning, epochs: 120, augment: 'affine' },
    mostBytes: 12_000,
  },
  convolutional: {
    network: '28x28x1-c8k5-max2-c20k5-max2-flat-120-10',
    dense: { epochs: 14, learningRate: 2e-3, dropout: { inputs: 0, hidden: 0.3 } },
    teachers: 1,
    posterior: { learningRate: 1e-3, inclusionRate: 0.03, tempering: { slab: 0.02 }, epochs: 10 },
    expected: 4_550,
    parameters: 4_500,
    bits: 6,
    fineTune: { ...tuning, epochs: 40 },
    mostBytes: 5_000,
  },
} as const;

export type TinyRecipe = (typeof recipes)[keyof typeof recipes];
