import { build } from 'vite';

/**
 * Bundles a page's module as an application would, and prints what came out as JSON: the code of its chunks, and the modules
 * in them. A script of its own, since bundlers are native code that Jest's sandbox does not carry.
 * Usage: node bundle.js ENTRY
 */
const built = await build({
  configFile: false,
  logLevel: 'silent',
  build: {
    write: false,
    target: 'es2022',
    rolldownOptions: {
      input: process.argv[2]!,
      preserveEntrySignatures: 'strict',
      external: [/^onnxruntime-/],
      output: { minify: true },
    },
  },
});
const { output } = Array.isArray(built) ? built[0]! : (built as Exclude<typeof built, { on: unknown }>);
const chunks = output.flatMap((file) =>
  file.type === 'chunk' ? [{ code: file.code, modules: Object.keys(file.modules) }] : [],
);
process.stdout.write(JSON.stringify(chunks));
