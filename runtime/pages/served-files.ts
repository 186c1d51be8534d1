import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf, SecateurError } from '../../core/index.ts';
import { importedModules } from '../profiler/imported-modules.ts';

/** Compiled JavaScript of all rooms. */
const compiled = fileURLToPath(new URL('../../', import.meta.url));
const entries = ['runtime/page/shell.js', 'runtime/page/round.js'].map((path) => join(compiled, path));

/** Address below the token's, to file: what is not in it is not served, whatever an address looks like. */
export type ServedFiles = ReadonlyMap<string, string>;

/** The page's modules with all that they import, and onnxruntime-web. @throws DEPENDENCY_MISSING. */
export async function servedFiles(): Promise<ServedFiles> {
  const modules = await importedModules(entries, { dynamic: true });
  const addressOf = (file: string) => `lib/${relative(compiled, file).split(sep).join('/')}`;
  return new Map([...modules.map((file) => [addressOf(file), file] as const), ...(await runtimeFiles())]);
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
