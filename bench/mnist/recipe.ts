/**
 * What the bench does, in numbers. Chosen on the last 5,000 training images; the bench then trains on all 60,000 and reads
 * the test set once, at the final epoch.
 */
export const recipe = {
  network: '784-400-400-10',
  teacher: { epochs: 30, learningRate: 1e-3, dropout: { inputs: 0.2, hidden: 0.3 } },
  /** Every method ends with the same fine-tuning, taught by the mean of all teachers. */
  fineTuneRate: 4e-3,
  posterior: { epochs: 24, learningRate: 1e-3, inclusionRate: 0.03, slabTempering: 0.02 },
  /** Rounds of iterative magnitude pruning, and the training in each. */
  magnitude: { rounds: 8, epochs: 3, learningRate: 1e-3 },
  sizes: [
    { parameters: 20_000, aim: 0.984, expected: 20_600, fineTuneEpochs: 100, byHand: [200, 80, 36, 10] },
    { parameters: 12_000, aim: 0.981, expected: 12_200, fineTuneEpochs: 150, byHand: [150, 60, 40, 10] },
    { parameters: 6_000, aim: 0.977, expected: 6_250, fineTuneEpochs: 200, byHand: [115, 40, 24, 10] },
  ],
} as const;
