import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packedFiles } from './packed-files.mjs';

/** Copies the app's files into a folder of their own. Returns the folder. */
export function stageApp(root, folder, target) {
  rmSync(folder, { recursive: true, force: true });
  for (const { path } of packedFiles(root, target)) {
    const to = join(folder, path);
    mkdirSync(dirname(to), { recursive: true });
    copyFileSync(join(root, path), to);
  }
  const { name, version, description, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  // Without a list of dependencies nobody looks for them elsewhere: they are there already.
  const manifest = {
    name,
    version,
    description,
    license,
    author: 'Secateur',
    type: 'module',
    main: 'dist/desktop/main/main.js',
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
  return folder;
}
