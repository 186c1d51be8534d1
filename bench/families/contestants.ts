/** One way to say what matters: a family that is fitted, and a criterion that orders what it found. */
export interface Contestant {
  readonly title: string;
  readonly family: string;
  /** As `secateur export --criterion` takes it. */
  readonly criterion: string;
  /** Factor on the slab's part of the KL divergence: what bench:mnist-mlp uses for `node`, and 1 where there is no slab. */
  readonly temperSlab: number;
}

/** Families with indicators of their own are cut by these; the others by every criterion that suits them. */
export const contestants: readonly Contestant[] = [
  { title: 'node', family: 'node', criterion: 'inclusion', temperSlab: 0.02 },
  { title: 'group-horseshoe', family: 'group-horseshoe', criterion: 'inclusion', temperSlab: 0.02 },
  { title: 'group-lasso', family: 'group-lasso', criterion: 'inclusion', temperSlab: 0.02 },
  { title: 'L0 hard concrete', family: 'l0', criterion: 'inclusion', temperSlab: 1 },
  { title: 'sparse variational dropout', family: 'sparse-vd', criterion: 'inclusion', temperSlab: 0.02 },
  { title: 'mixture, shared indicators (D)', family: 'mixture', criterion: 'mixture-d', temperSlab: 0.02 },
  { title: 'weight, by active weights', family: 'weight', criterion: 'magnitude', temperSlab: 0.02 },
  { title: 'mean-field, signal to noise', family: 'mean-field', criterion: 'snr', temperSlab: 0.02 },
  { title: 'mean-field, Bayesian model reduction', family: 'mean-field', criterion: 'bmr', temperSlab: 0.02 },
  { title: 'dense, magnitude', family: 'deterministic', criterion: 'magnitude', temperSlab: 1 },
  { title: 'dense, Taylor', family: 'deterministic', criterion: 'taylor', temperSlab: 1 },
];
