export { type Comparison, compareProfiles, type Verdict } from './compare.ts';
export type * from './contract.ts';
export { load } from './load.ts';
export type { ModelMetadata } from './metadata.ts';
export { outputsOf } from './outputs.ts';
export type * from './profile.ts';
export { type ProfileOptions, profile } from './profiler/profile-models.ts';
export { latencyOf } from './statistics/latency.ts';
