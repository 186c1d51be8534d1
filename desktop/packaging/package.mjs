/**
 * Packages the desktop app for a target, with a pinned electron-builder that npx fetches: it is too large for everybody's
 * `npm install`. Needs the registry, and Electron's program for the target; what the demo made (`npm run demo`) goes in as
 * samples, where it is there. Usage, after a build:
 * node desktop/packaging/package.mjs TARGET [--dir]     TARGET: linux-x64, win32-x64, darwin-arm64, ...
 */
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { demoFolder, demoSamples } from '../../dist/desktop/host/documents/demo-samples.js';
import { builderConfig } from './builder-config.mjs';
import { writeIcons } from './icons.mjs';
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
  const samples = stageSamples(join(output, 'samples'));
  const electron = createRequire(import.meta.url).resolve('electron/package.json');
  const config = builderConfig(target, {
    app,
    output,
    icons: writeIcons(root, join(output, 'icons')),
    samples,
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

function stageSamples(folder) {
  const paths = demoSamples(join(root, demoFolder)).map(({ path }) => path);
  if (paths.length === 0) {
    console.error('This app has no samples: npm run demo makes them, in about two minutes.');
    return undefined;
  }
  rmSync(folder, { recursive: true, force: true });
  for (const path of paths) cpSync(path, join(folder, basename(path)));
  return folder;
}
