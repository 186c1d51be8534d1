/**
 * Checks what `npm pack` would publish: its size, and that it holds only what users need.
 * Usage: node checks/package.mjs   (after a build)
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Of the .tgz; half of it is TypeScript sources, which source and declaration maps point into. */
const packedBudgetBytes = 2_200_000;

/** What must never be published, and what a reader of a failure should know about it. */
const unwanted = [
  [/(^|\/)(test|bench|examples|checks|docs|out|node_modules)\//, 'is for developers'],
  [/^(?!dist\/desktop\/pages\/).*\.html$/, 'is a page that nothing serves'],
  [/\.(onnx|safetensors|csv|gz|npz|png|log|tsbuildinfo|env)$/, 'is data or a leftover'],
  [/\.test\./, 'is a test'],
  [/^(?!dist\/).*(\.d\.ts|\.js|\.map)$/, 'is a build output beside its source'],
];

/** Absolute paths of the machine that built the package; maps and messages would carry them. */
const machinePath = /(?:\/(?:home|Users|root|work|tmp)\/[\w.-]+\/|[A-Z]:\\Users\\)/;

const required = [
  'package.json',
  'README.md',
  'LICENSE',
  'CHANGELOG.md',
  'dist/api/index.js',
  'dist/api/index.d.ts',
  'dist/runtime/index.js',
  'dist/runtime/web.js',
  'dist/runtime/page/round.js',
  'dist/runtime/page/shell.js',
  'dist/trainer/web.js',
  'dist/trainer/engines/web/web-worker.js',
  'dist/cli/main.js',
  'dist/desktop/pages/index.html',
];

const answer = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts', '--loglevel=error'], {
  encoding: 'utf8',
  maxBuffer: 2 ** 26,
});
const [{ size, unpackedSize, files }] = JSON.parse(answer.slice(answer.search(/^\[/m)));
const paths = files.map(({ path }) => path);

const faults = [
  ...(size > packedBudgetBytes ? [`the package has ${size} bytes, more than its budget of ${packedBudgetBytes}`] : []),
  ...required.filter((path) => !paths.includes(path)).map((path) => `${path} is missing; build first`),
  ...paths.flatMap((path) =>
    unwanted.filter(([pattern]) => pattern.test(path)).map(([, why]) => `${path} ${why}; see "files" in package.json`),
  ),
  ...paths
    .filter((path) => machinePath.test(readFileSync(path, 'utf8')))
    .map((path) => `${path} holds a path of this machine`),
];
for (const fault of faults) console.error(fault);
console.log(
  `package: ${files.length} files, ${size} bytes packed (at most ${packedBudgetBytes}), ${unpackedSize} unpacked`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
