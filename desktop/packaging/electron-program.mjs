import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Path of Electron's program; undefined where it is not on this machine. Importing the `electron` package would try to
 * download it, so its own notes are read instead; `fetch` runs its installer, which downloads it, when nothing is there.
 */
export function electronProgram({ fetch = false } = {}) {
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  const found = () => {
    const noted = join(folder, 'path.txt');
    const name = existsSync(noted) ? readFileSync(noted, 'utf8') : usualName();
    const program = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist'), name);
    return existsSync(program) ? program : undefined;
  };
  if (found() === undefined && fetch) {
    // Its own account of a failure is a stack; ours follows.
    spawnSync(process.execPath, [join(folder, 'install.js')], { stdio: ['ignore', 'ignore', 'ignore'] });
  }
  return found();
}

function usualName() {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}
