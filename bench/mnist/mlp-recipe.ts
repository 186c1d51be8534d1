/**
 * What the bench does, in numbers. Most were chosen on the last 5,000 training images; the bench then trains on all 60,000
 * and reads the test set at the final epoch.
 */
const dense = {
  network: '784-400-400-10',
  epochs: 30,
  learningRate: 1e-3,
  dropout: { inputs: 0.2, hidden: 0.3 },
};

export const recipe = {
  /** What is cut. */
  dense,
  teacher: dense,
  teachers: 3 as number,
  /** Every method ends with the same fine-tuning, taught by the mean of all teachers. */
  fineTune: { learningRate: 4e-3, weightDecay: 0.05, distillation: { weight: 0.9, temperature: 4 } },
  /** The first size starts from a dense network, each later one from the posterior of the size before. */
  posterior: { learningRate: 1e-3, inclusionRate: 0.03, tempering: { slab: 0.02 } },
  /** Rounds of iterative magnitude pruning, and the training in each. */
  magnitude: { rounds: 8, epochs: 3, learningRate: 1e-3 },
  /** `expected`: what the size-aware prior aims at. */
  sizes: [
    { parameters: 20_000, expected: 20_300, epochs: 24, fineTuneEpochs: 100, byHand: [200, 80, 36, 10] },
    { parameters: 12_000, expected: 11_850, epochs: 20, fineTuneEpochs: 150, byHand: [150, 60, 40, 10] },
    { parameters: 6_000, expected: 6_000, epochs: 20, fineTuneEpochs: 200, byHand: [115, 40, 24, 10] },
  ],
} as const;

/**
 * With distorted images a small network learns all that a dense one of pixels can teach it: a convolutional teacher knows
 * more (.7 against 1.0 % error). The networks to cut are those of METHODS' prototype, which end better than wider ones.
 */
export const augmented = {
  dense: { ...dense, network: '784-200-100-10' },
  teacher: {
    network: '28x28x1-c8k5-max2-c20k5-max2-flat-120-10',
    epochs: 20,
    learningRate: 2e-3,
    dropout: { inputs: 0, hidden: 0.3 },
  },
  teachers: 1,
};
