import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Imports and re-exports of our own compiled modules by a literal path; a bracket tells dynamic ones. */
const imports = /\b(?:from|import)\s*(\(?)\s*['"](\.{1,2}\/[^'"\n]+\.js)['"]/g;

/**
 * Some compiled modules of ours and all that they import, each once.
 * @param files of the modules to begin with
 * @param options.dynamic whether to follow `import()` as well, which is not loaded with the module that has it
 */
export async function importedModules(
  files: readonly string[],
  { dynamic }: { readonly dynamic: boolean },
): Promise<string[]> {
  const found = new Set(files);
  for (const file of found) {
    for (const [, bracket, path] of (await readFile(file, 'utf8')).matchAll(imports)) {
      if (dynamic || bracket === '') found.add(join(dirname(file), path!));
    }
  }
  return [...found];
}
