/**
 * What running a model needs of this room: no schema validation, no tensor graph. Pages load it without a bundler
 * (docs/decisions/0003-light-core-entry.md).
 */
export * from './errors.ts';
export { toFloat16 } from './float16.ts';
export * from './input-spec.ts';
export { joined } from './joined.ts';
export * from './network/prefix.ts';
export type * from './progress.ts';
export { type RandomStream, randomStream } from './random/stream.ts';
export * from './shape.ts';
export * from './task.ts';
