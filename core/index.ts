export * from './compact-network.ts';
export * from './errors.ts';
export * from './input-spec.ts';
export * from './network-spec.ts';
export * from './progress.ts';
export * from './task.ts';
export * from './tensor.ts';
