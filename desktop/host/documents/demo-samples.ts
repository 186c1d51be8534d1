import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { HostState } from '../../shared/index.ts';

/** Where the command writes them if nobody says otherwise, as seen from where it is called. */
export const demoFolder = 'out/demo';

/** By the names that `secateur demo` gives them (a test compares). */
const samples = [
  { name: 'Digits (MNIST): the posterior', file: 'posterior.safetensors' },
  { name: 'Digits (MNIST): the pruned model', file: 'pruned.onnx' },
  { name: 'Digits (MNIST): the report', file: 'report.json' },
];

/** What `secateur demo` wrote to a folder, as files to begin with; those that are there. */
export function demoSamples(folder: string): HostState['samples'] {
  return samples.map(({ name, file }) => ({ name, path: join(folder, file) })).filter(({ path }) => existsSync(path));
}
