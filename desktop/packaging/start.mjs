/**
 * Starts the desktop app from a checkout, after a build. Electron's program is fetched on the first start, and only then.
 * Usage: node desktop/packaging/start.mjs [FILE...]
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { electronProgram } from './electron-program.mjs';

const program = electronProgram({ fetch: true });
if (program === undefined) {
  console.error(
    [
      'Electron is not on this machine, and its program could not be fetched.',
      'The same pages in your browser: npx secateur studio [FILE...]',
      'To fetch it later, or from a mirror: ELECTRON_MIRROR=<address of a mirror>/ npx install-electron',
      'One that is there already: ELECTRON_OVERRIDE_DIST_PATH=<its folder> npm run desktop',
    ].join('\n'),
  );
  process.exitCode = 1;
} else {
  const main = fileURLToPath(new URL('../../dist/desktop/main/main.js', import.meta.url));
  const child = spawn(program, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  child.once('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
