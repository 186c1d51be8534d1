import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf, SecateurError } from '../../core/index.ts';

/** Compiled JavaScript of all rooms. */
const compiled = fileURLToPath(new URL('../../', import.meta.url));
const entries = ['runtime/page/shell.js', 'runtime/page/round.js'] as const;

/** Address below the token's, to file: what is not in it is not served, whatever an address looks like. */
export type ServedFiles = ReadonlyMap<string, string>;

/** The page's modules with all that they import, and onnxruntime-web. @throws DEPENDENCY_MISSING. */
export async function servedFiles(): Promise<ServedFiles> {
  const modules = new Map<string, string>();
  for (const entry of entries) await addModule(join(compiled, entry), modules);
  return new Map([...modules, ...(await runtimeFiles())]);
}

/** Static imports, re-exports and literal dynamic imports of our own compiled modules. */
const relativeImport = /(?:\bfrom|\bimport)\s*\(?\s*['"](\.{1,2}\/[^'"\n]+\.js)['"]/g;

async function addModule(file: string, modules: Map<string, string>): Promise<void> {
  const address = `lib/${relative(compiled, file).split(sep).join('/')}`;
  if (modules.has(address)) return;
  modules.set(address, file);
  const source = await readFile(file, 'utf8');
  for (const [, specifier] of source.matchAll(relativeImport)) {
    await addModule(join(dirname(file), specifier!), modules);
  }
}

async function runtimeFiles(): Promise<[string, string][]> {
  const folder = runtimeFolder();
  const names = (await readdir(folder)).filter((name) => /^ort[\w.-]*\.(?:mjs|wasm)$/.test(name));
  return names.map((name) => [`onnxruntime-web/${name}`, join(folder, name)]);
}

function runtimeFolder(): string {
  try {
    return dirname(createRequire(import.meta.url).resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'));
  } catch (error) {
    const remedy = 'Install it with: npm install onnxruntime-web';
    const what = `Measuring in browsers needs the package onnxruntime-web (${messageOf(error)}). ${remedy}`;
    throw new SecateurError('DEPENDENCY_MISSING', what, { cause: error });
  }
}
