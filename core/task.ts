/** What the network's last layer means. */
export type Task = ClassificationTask | RegressionTask;

export interface ClassificationTask {
  readonly kind: 'classification';
  readonly labels: readonly string[];
  /** `categorical` where not given. */
  readonly likelihood?: 'categorical' | 'binary';
}

/**
 * The network learns a standardised target; exported models undo that, so that users see the original unit. It is
 * `(y - mean) / scale` with a Gaussian likelihood. For counts `mean` is 0 and `scale` the mean count: the network learns
 * the logarithm of `rate / scale`.
 */
export interface RegressionTask {
  readonly kind: 'regression';
  readonly target: string;
  readonly mean: number;
  readonly scale: number;
  /** `gaussian` where not given. */
  readonly likelihood?: 'gaussian' | 'gaussian-heteroscedastic' | 'poisson';
}

/** How targets are thought to be drawn around the network's answer. */
export type LikelihoodName = NonNullable<Task['likelihood']>;

const kindOfLikelihood: Readonly<Record<LikelihoodName, Task['kind']>> = {
  categorical: 'classification',
  binary: 'classification',
  gaussian: 'regression',
  'gaussian-heteroscedastic': 'regression',
  poisson: 'regression',
};

export const likelihoodNames = /* @__PURE__ */ Object.keys(kindOfLikelihood) as readonly LikelihoodName[];

export function taskKindOf(likelihood: LikelihoodName): Task['kind'] {
  return kindOfLikelihood[likelihood];
}

export function likelihoodOf(task: Task): LikelihoodName {
  return task.likelihood ?? (task.kind === 'classification' ? 'categorical' : 'gaussian');
}

/**
 * Width of the last layer: a logit per label, one logit for two labels (binary), one value, a value and its spread
 * (heteroscedastic), or the log of a rate (Poisson).
 */
export function outputWidth(task: Task): number {
  switch (task.likelihood) {
    case 'binary':
      return 1;
    case 'gaussian-heteroscedastic':
      return 2;
    default:
      return task.kind === 'classification' ? task.labels.length : 1;
  }
}
