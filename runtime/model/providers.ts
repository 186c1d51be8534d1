/** What a caller asks for: the processor, WebAssembly, or a kind of accelerator. */
export type Device = 'cpu' | 'wasm' | 'webgpu' | 'webnn' | 'cuda' | 'coreml' | 'directml';

/** How models reach a device: a library, and one of its execution providers. */
export interface ProviderFacts {
  readonly library: 'onnxruntime-node' | 'onnxruntime-web';
  /** onnxruntime's own name. */
  readonly executionProvider: string;
  readonly device: Device;
}

/** Everything that can run a model, by the names that models and profiles state. */
export const providers = {
  'node-cpu': { library: 'onnxruntime-node', executionProvider: 'cpu', device: 'cpu' },
  'node-webgpu': { library: 'onnxruntime-node', executionProvider: 'webgpu', device: 'webgpu' },
  'node-cuda': { library: 'onnxruntime-node', executionProvider: 'cuda', device: 'cuda' },
  'node-coreml': { library: 'onnxruntime-node', executionProvider: 'coreml', device: 'coreml' },
  'node-directml': { library: 'onnxruntime-node', executionProvider: 'dml', device: 'directml' },
  'web-wasm': { library: 'onnxruntime-web', executionProvider: 'wasm', device: 'wasm' },
  'web-webgpu': { library: 'onnxruntime-web', executionProvider: 'webgpu', device: 'webgpu' },
  'web-webnn': { library: 'onnxruntime-web', executionProvider: 'webnn', device: 'webnn' },
} as const satisfies Readonly<Record<string, ProviderFacts>>;

export type Provider = keyof typeof providers;

const names = Object.keys(providers) as readonly Provider[];

export const deviceNames: readonly Device[] = [...new Set(names.map((name) => providers[name].device))];

/** Where the program runs that loads a model: Node (or Electron's main process), or a page or its workers. */
export type Host = 'node' | 'web';

/**
 * What stands for a device on a host; undefined for what is no device. Of devices that the host cannot have it is the
 * provider of the other one, which then says so: the same list of devices can be asked for everywhere.
 */
export function providerFor(device: Device, host: Host): Provider | undefined {
  const those = names.filter((name) => providers[name].device === device);
  return those.find((name) => name.startsWith(host)) ?? those[0];
}

/**
 * What `auto` tries. To ask an accelerator takes longer than a pruned network takes to answer, and its library is larger,
 * so none is tried before the processor: name it for large networks.
 */
export const automatic: Readonly<Record<Host, readonly Device[]>> = {
  node: ['cpu', 'wasm'],
  web: ['wasm', 'webgpu', 'webnn'],
};

/** The provider of the same library that runs on the processor; undefined for what is one. */
export function referenceOf(provider: Provider): Provider | undefined {
  const { device, library } = providers[provider];
  if (device === 'cpu' || device === 'wasm') return undefined;
  return library === 'onnxruntime-node' ? 'node-cpu' : 'web-wasm';
}
