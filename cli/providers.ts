import type { Device, Provider } from '../runtime/index.ts';

export const providers: readonly Provider[] = ['node-cpu', 'web-wasm'];

/** Known without loading the room of runtimes, for --help. */
export const deviceNames: readonly Device[] = ['cpu', 'wasm', 'webgpu', 'webnn', 'cuda', 'coreml', 'directml'];
