import type { Provider } from '../runtime/index.ts';

export const providers: readonly Provider[] = ['node-cpu', 'web-wasm'];
