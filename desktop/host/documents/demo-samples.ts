import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { HostState } from '../../shared/index.ts';

/** By the names that `secateur demo` gives them (a test compares). */
const samples = [
  { name: 'Digits (MNIST): the posterior', file: 'posterior.safetensors' },
  { name: 'Digits (MNIST): the pruned model', file: 'pruned.onnx' },
  { name: 'Digits (MNIST): the report', file: 'report.json' },
];

/** What `secateur demo` wrote where it writes by default, seen from `folder`, as files to begin with. */
export function demoSamples(folder: string): HostState['samples'] {
  return samples
    .map(({ name, file }) => ({ name, path: join(folder, 'out/demo', file) }))
    .filter(({ path }) => existsSync(path));
}
