import { build } from 'vite';

/**
 * Bundles a module as an application would, and prints what came out as JSON: the code of its chunks, the modules in them,
 * and whether they are loaded only when they are needed. A script of its own, since bundlers are native code that Jest's
 * sandbox does not carry.
 * Usage: node bundle.js ENTRY [node]
 */
const [, , input, platform] = process.argv;
const built = await build({
  configFile: false,
  logLevel: 'silent',
  ...(platform === 'node' && { ssr: { noExternal: true } }),
  build: {
    write: false,
    target: 'es2022',
    ssr: platform === 'node',
    minify: true,
    rolldownOptions: {
      input: input!,
      preserveEntrySignatures: 'strict',
      external: [/^onnxruntime-/, /^node:/, 'electron'],
      output: { minify: true },
    },
  },
});
const { output } = Array.isArray(built) ? built[0]! : (built as Exclude<typeof built, { on: unknown }>);
const files = output.flatMap((file) => (file.type === 'chunk' ? [file] : []));
const atOnce = new Set(files.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName));
// A set is walked to its end, what is added on the way included.
for (const name of atOnce) {
  for (const next of files.find(({ fileName }) => fileName === name)?.imports ?? []) atOnce.add(next);
}
const chunks = files.map(({ code, modules, fileName }) => ({
  code,
  modules: Object.keys(modules),
  isLazy: !atOnce.has(fileName),
}));
process.stdout.write(JSON.stringify(chunks));
