import type { RemoteLink } from '../../../runtime/index.ts';

/** What happens while models are measured. */
export type ProfilingEvent =
  /** To open on the device that is to be measured. */
  { readonly kind: 'link'; readonly link: RemoteLink } | { readonly kind: 'round'; readonly round: RoundPicture };

/** Latencies of a model in one round. */
export interface RoundPicture {
  readonly model: string;
  readonly device: string;
  /** From 0. */
  readonly round: number;
  /** Ascending, in milliseconds; of many, evenly spaced quantiles. */
  readonly samplesMs: Float64Array;
}
