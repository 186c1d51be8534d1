export type * from './contract.ts';
export { load } from './load.ts';
export type { ModelMetadata } from './metadata.ts';
export { outputsOf } from './outputs.ts';
export type * from './profile.ts';
