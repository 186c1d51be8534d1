/**
 * Packages the desktop app for a target, with a pinned electron-builder that npx fetches: it is too large for everybody's
 * `npm install`. Needs the registry, and Electron's program for the target. Usage, after a build:
 * node desktop/packaging/package.mjs TARGET [--dir]     TARGET: linux-x64, win32-x64, darwin-arm64, ...
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builderConfig } from './builder-config.mjs';
import { stageApp } from './stage-app.mjs';
import { nameOf, targets } from './targets.mjs';

const builder = 'electron-builder@26.17.0';
const root = fileURLToPath(new URL('../..', import.meta.url));
const [name, ...flags] = process.argv.slice(2);
const target = targets.find((each) => nameOf(each) === name);

if (!target) {
  console.error(`${name ?? 'No target'} is none of: ${targets.map(nameOf).join(', ')}.`);
  process.exitCode = 2;
} else {
  const output = join(root, 'out/desktop', name);
  const app = stageApp(root, join(output, 'app'), target);
  const electron = createRequire(import.meta.url).resolve('electron/package.json');
  const config = builderConfig(target, {
    app,
    output,
    electronVersion: JSON.parse(readFileSync(electron, 'utf8')).version,
    electronDist: process.env.ELECTRON_OVERRIDE_DIST_PATH,
  });
  // Or electron-builder takes the checkout for the project, and adds its packages with every platform's binaries.
  writeFileSync(join(output, 'package.json'), '{ "name": "secateur-app", "private": true }');
  const configPath = join(output, 'electron-builder.json');
  writeFileSync(configPath, JSON.stringify(config, null, 2));
  const system = { linux: '--linux', win32: '--win', darwin: '--mac' }[target.platform];
  const args = ['--yes', builder, '--projectDir', output, '--config', configPath, system, `--${target.arch}`, ...flags];
  process.exitCode = spawnSync('npx', args, { stdio: 'inherit' }).status ?? 1;
}
