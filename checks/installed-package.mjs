/**
 * Packs this package, installs it into an empty project as a user would, and uses it there: the command, both entries,
 * and the walls. Needs the registry. Usage: node checks/installed-package.mjs
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const { version, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'secateur-install-'));
// Inside the project, so that nothing is found in this repository's node_modules by accident.
const run = (command, args) =>
  execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
const script = (code) => run(process.execPath, ['--input-type=module', '-e', code]).trim();

const faults = [];
const expect = (what, holds) => {
  console.log(`${holds ? 'ok    ' : 'FAILED'} ${what}`);
  if (!holds) faults.push(what);
};

try {
  execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], { stdio: 'inherit' });
  writeFileSync(join(folder, 'package.json'), '{ "name": "a-user", "private": true, "type": "module" }');
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  run('npm', ['install', ...quiet, `./secateur-${version}.tgz`]);

  expect(
    'the command prints its help',
    run('npx', ['--no-install', 'secateur', '--help']).startsWith('Usage: secateur'),
  );
  expect('the command knows its version', run('npx', ['--no-install', 'secateur', '--version']).trim() === version);
  expect(
    "import 'secateur'",
    script("import { load, planPruning } from 'secateur'; console.log(typeof load, typeof planPruning)") ===
      'function function',
  );
  expect(
    "import 'secateur/runtime'",
    script("import { load } from 'secateur/runtime'; console.log(typeof load)") === 'function',
  );
  expect(
    "import 'secateur/runtime/web'",
    script("import { load } from 'secateur/runtime/web'; console.log(typeof load)") === 'function',
  );
  const inside =
    "try { await import('secateur/dist/core/index.js'); console.log('open') } catch ({ code }) { console.log(code) }";
  expect('rooms are private', script(inside) === 'ERR_PACKAGE_PATH_NOT_EXPORTED');
  const extra = Object.keys(devDependencies).filter((name) => existsSync(join(folder, 'node_modules', name)));
  expect(`no development dependency came along${extra.length > 0 ? `: ${extra.join(', ')}` : ''}`, extra.length === 0);
} finally {
  rmSync(folder, { recursive: true });
}
process.exitCode = faults.length === 0 ? 0 : 1;
