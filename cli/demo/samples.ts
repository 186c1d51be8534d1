import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { demoFiles } from './files.ts';

/** What `secateur demo` wrote where it writes by default, as files to begin with in the studio. */
export function demoSamples(folder = 'out/demo'): readonly { readonly name: string; readonly path: string }[] {
  const { posterior, pruned, report } = demoFiles(resolve(folder));
  const samples = [
    { name: 'Digits (MNIST): the posterior', path: posterior },
    { name: 'Digits (MNIST): the pruned model', path: pruned },
    { name: 'Digits (MNIST): the report', path: report },
  ];
  return samples.filter(({ path }) => existsSync(path));
}
