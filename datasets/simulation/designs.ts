import { type RandomStream, randomStream } from '../../core/index.ts';

export type Parameters = Readonly<Record<string, number>>;

/** How to draw the examples of one published design. */
export interface Design {
  /** One sentence: the formula and where it is from. */
  readonly about: string;
  /** Every parameter with its published value; `n` counts the training rows, of `saha` all rows. */
  readonly defaults: Parameters;
  /** Zero-based features that the target depends on, ascending. */
  readonly truth: (parameters: Parameters, seed: number) => number[];
  /** Fills one row of features and returns the noiseless target. */
  readonly drawRow: (
    random: RandomStream,
    row: Float32Array,
    parameters: Parameters,
    truth: readonly number[],
  ) => number;
  /** Rows of each part, in this order; without `validation` that part is taken from the training rows. */
  readonly parts: (parameters: Parameters) => {
    readonly train: number;
    readonly validation?: number;
    readonly test: number;
  };
  readonly task: 'regression' | 'balanced classification';
}

/** The function of Bai et al. (2020) of five features, which Sun et al. (2021) use as well. */
const baiFunction = (x: Float32Array) => (7 * x[1]!) / (1 + x[0]! ** 2) + 5 * Math.sin(x[2]! * x[3]!) + 2 * x[4]!;

const firstFive = () => [0, 1, 2, 3, 4];

/** Features with mutual correlation 1/2: `x_j = (e + z_j) / sqrt 2`. */
function drawCorrelated(random: RandomStream, row: Float32Array): void {
  const shared = random.normal();
  for (let column = 0; column < row.length; column++) row[column] = (shared + random.normal()) / Math.SQRT2;
}

const sunParts = ({ n, validation, test }: Parameters) => ({ train: n!, validation: validation!, test: test! });

/**
 * Simulation designs of the literature on Bayesian feature selection. Saha et al.: "Experiment 3", as others restate
 * it. Bai, Song and Cheng, NeurIPS 2020 (arXiv 2011.07439). Sun, Song and Liang, JASA 2021 (arXiv 2102.13229). Friedman,
 * Annals of Statistics 1991. `linear` and `noise` are our own: the simplest truth, and none.
 */
export const designs: Readonly<Record<string, Design>> = {
  saha: {
    about:
      'Saha et al., nonlinear design: standard normal features, each active with probability pi; y = sum over the active j of (j / alpha) f(x_j) + noise of variance sigma2, f(x) = exp|x| - 2x + sin(2 pi x). 80 % to train, 20 % to test',
    defaults: { n: 2000, p: 100, pi: 0.2, alpha: 2, sigma2: 1 },
    truth: ({ p, pi }, seed) => {
      const random = randomStream(seed, 'sim:saha active');
      return Array.from({ length: p! }, (_, column) => column).filter(() => random.uniform() < pi!);
    },
    drawRow: (random, row, { alpha }, truth) => {
      for (let column = 0; column < row.length; column++) row[column] = random.normal();
      const effect = (x: number) => Math.exp(Math.abs(x)) - 2 * x + Math.sin(2 * Math.PI * x);
      return truth.reduce((sum, column) => sum + ((column + 1) / alpha!) * effect(row[column]!), 0);
    },
    parts: ({ n }) => ({ train: n! - Math.round(0.2 * n!), test: Math.round(0.2 * n!) }),
    task: 'regression',
  },
  bai: {
    about:
      'Bai et al. (2020): features uniform on (-1, 1); y = 7 x2 / (1 + x1^2) + 5 sin(x3 x4) + 2 x5 + noise of variance sigma2',
    defaults: { n: 3000, p: 200, test: 10_000, sigma2: 1 },
    truth: firstFive,
    drawRow: (random, row) => {
      for (let column = 0; column < row.length; column++) row[column] = 2 * random.uniform() - 1;
      return baiFunction(row);
    },
    parts: ({ n, test }) => ({ train: n!, test: test! }),
    task: 'regression',
  },
  'sun-regression': {
    about:
      'Sun et al. (2021), regression: normal features with correlation 1/2; y = 7 x2 / (1 + x1^2) + 5 sin(x3 x4) + 2 x5 + noise of variance sigma2',
    defaults: { n: 10_000, p: 2000, validation: 1000, test: 1000, sigma2: 1 },
    truth: firstFive,
    drawRow: (random, row) => {
      drawCorrelated(random, row);
      return baiFunction(row);
    },
    parts: sunParts,
    task: 'regression',
  },
  'sun-classification': {
    about:
      'Sun et al. (2021), classification: normal features with correlation 1/2; class 1 where exp(x1) + x2^2 + 5 sin(x3 x4) > 3; rows are drawn until every part has half of each class',
    defaults: { n: 10_000, p: 1000, validation: 1000, test: 1000 },
    truth: () => [0, 1, 2, 3],
    drawRow: (random, row) => {
      drawCorrelated(random, row);
      return Math.exp(row[0]!) + row[1]! ** 2 + 5 * Math.sin(row[2]! * row[3]!) - 3;
    },
    parts: sunParts,
    task: 'balanced classification',
  },
  'sun-structure': {
    about:
      'Sun et al. (2021), structure selection: normal features with correlation 1/2; y = tanh(2 tanh(2 x1 - x2)) + 2 tanh(2 tanh(x3 - 2 x4) - tanh(2 x5)) + noise of variance sigma2',
    defaults: { n: 10_000, p: 1000, validation: 1000, test: 1000, sigma2: 1 },
    truth: firstFive,
    drawRow: (random, row) => {
      drawCorrelated(random, row);
      const [x1, x2, x3, x4, x5] = row as unknown as [number, number, number, number, number];
      const inner = 2 * Math.tanh(x3 - 2 * x4) - Math.tanh(2 * x5);
      return Math.tanh(2 * Math.tanh(2 * x1 - x2)) + 2 * Math.tanh(inner);
    },
    parts: sunParts,
    task: 'regression',
  },
  friedman: {
    about:
      'Friedman (1991): features uniform on (0, 1); y = 10 sin(pi x1 x2) + 20 (x3 - 1/2)^2 + 10 x4 + 5 x5 + noise of variance sigma2',
    defaults: { n: 1000, p: 10, test: 1000, sigma2: 1 },
    truth: firstFive,
    drawRow: (random, row) => {
      for (let column = 0; column < row.length; column++) row[column] = random.uniform();
      const [x1, x2, x3, x4, x5] = row as unknown as [number, number, number, number, number];
      return 10 * Math.sin(Math.PI * x1 * x2) + 20 * (x3 - 0.5) ** 2 + 10 * x4 + 5 * x5;
    },
    parts: ({ n, test }) => ({ train: n!, test: test! }),
    task: 'regression',
  },
  linear: {
    about:
      'Linear, effects from strong to faint: standard normal features; y = x1 - x2 / 2 + x3 / 3 - ... of the first `active` features + noise of variance sigma2',
    defaults: { n: 500, p: 50, active: 10, test: 1000, sigma2: 1 },
    truth: ({ p, active }) => Array.from({ length: Math.min(p!, active!) }, (_, column) => column),
    drawRow: (random, row, _, truth) => {
      for (let column = 0; column < row.length; column++) row[column] = random.normal();
      return truth.reduce((sum, column) => sum + ((-1) ** column * row[column]!) / (column + 1), 0);
    },
    parts: ({ n, test }) => ({ train: n!, test: test! }),
    task: 'regression',
  },
  noise: {
    about: 'Nothing to find: standard normal features, and two classes that are drawn without looking at them',
    defaults: { n: 1000, p: 50, test: 1000 },
    truth: () => [],
    drawRow: (random, row) => {
      for (let column = 0; column < row.length; column++) row[column] = random.normal();
      return random.uniform() - 0.5;
    },
    parts: ({ n, test }) => ({ train: n!, test: test! }),
    task: 'balanced classification',
  },
};
