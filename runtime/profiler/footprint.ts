import { readdir, readFile, realpath } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Footprint } from '../model/profile.ts';
import { type Provider, providers } from '../model/providers.ts';
import { compressedSizes } from './compressed-sizes.ts';
import { importedModules } from './imported-modules.ts';

const { resolve } = createRequire(import.meta.url);

/**
 * What has to be there beside a model: the files of onnxruntime that a provider loads on this platform, and our own entry.
 * @returns undefined where the library is not installed, or not as its package lays it out.
 */
export async function footprintOf(provider: Provider): Promise<Footprint | undefined> {
  try {
    const isNode = providers[provider].library === 'onnxruntime-node';
    const files = await (isNode ? nodeFiles(provider) : webFiles(provider));
    const entry = fileURLToPath(new URL(isNode ? '../index.js' : '../web.js', import.meta.url));
    const modules = await importedModules([entry], { dynamic: false });
    return { library: await compressedSizes(files), entry: await compressedSizes(modules) };
  } catch {
    return undefined;
  }
}

/** Libraries in the platform's folder that only one provider loads. */
const ownLibraries: readonly (readonly [library: RegExp, provider: Provider])[] = [
  [/cuda|tensorrt/i, 'node-cuda'],
  [/directml/i, 'node-directml'],
  [/^dx/i, 'node-webgpu'],
];

async function nodeFiles(provider: Provider): Promise<string[]> {
  const scripts = dirname(resolve('onnxruntime-node'));
  const common = dirname(createRequire(join(scripts, 'index.js')).resolve('onnxruntime-common'));
  const bin = join(scripts, '..', 'bin');
  const [version] = await readdir(bin);
  const native = await filesIn(join(bin, version!, platform(), arch()), (name) => {
    const owner = ownLibraries.find(([library]) => library.test(name))?.[1];
    return owner === undefined || owner === provider;
  });
  const isScript = (name: string) => name.endsWith('.js');
  return [...native, ...(await filesIn(scripts, isScript)), ...(await filesIn(common, isScript))];
}

/** A bundle, and the WebAssembly that it names. */
async function webFiles(provider: Provider): Promise<string[]> {
  const folder = dirname(resolve('onnxruntime-web/wasm'));
  const bundle = join(folder, `ort.${provider === 'web-wasm' ? 'wasm' : 'webgpu'}.bundle.min.mjs`);
  const [wasm] = /ort-wasm[\w.-]*\.wasm/.exec(await readFile(bundle, 'utf8'))!;
  return [bundle, join(folder, wasm)];
}

/** Each file once, however many links lead to it. */
async function filesIn(folder: string, isWanted: (name: string) => boolean): Promise<string[]> {
  const names = (await readdir(folder)).filter(isWanted);
  return [...new Set(await Promise.all(names.map((name) => realpath(join(folder, name)))))];
}
