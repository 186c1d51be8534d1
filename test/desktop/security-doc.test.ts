import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const text = readFileSync(join(root, 'docs/security.md'), 'utf8');
const rows = text
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| # ') && !line.startsWith('| |'));

describe('docs/security.md', () => {
  test('has all twenty items of the checklist, in order', () => {
    const numbers = rows.flatMap((row) => /^\| (\d+) \|/.exec(row)?.[1] ?? []);
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, index) => String(index + 1)));
  });

  test('names files that are there', () => {
    const paths = [...text.matchAll(/`((?:desktop|test)\/[\w./-]+)`/g)].map(([, path]) => path!);
    expect(paths.length).toBeGreaterThan(20);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  test('names tests that are there, one for each row', () => {
    for (const row of rows) {
      const [, path, name] = /`(test\/[\w./-]+)`: (.+?) \|$/.exec(row) ?? [];
      expect([row, path]).toEqual([row, expect.any(String)]);
      expect([name, readFileSync(join(root, path!), 'utf8').includes(name!)]).toEqual([name, true]);
    }
  });

  test('packs the Electron that the lock file names, of the major version that package.json asks for', () => {
    const read = (name: string) => JSON.parse(readFileSync(join(root, name), 'utf8'));
    const wanted: string = read('package.json').devDependencies.electron;
    const locked: string = read('package-lock.json').packages['node_modules/electron'].version;
    const packed: string = read('node_modules/electron/package.json').version;
    expect(locked.split('.')[0]).toBe(wanted.replace('^', '').split('.')[0]);
    expect(packed).toBe(locked);
  });

  test('says what the code says of the settings that it names', () => {
    const options = readFileSync(join(root, 'desktop/main/window-options.ts'), 'utf8');
    for (const setting of ['contextIsolation: true', 'sandbox: true', 'webSecurity: true', 'nodeIntegration: false']) {
      expect(options).toContain(setting);
    }
    expect(readFileSync(join(root, 'desktop/main/start-app.ts'), 'utf8')).toContain('enableSandbox()');
  });
});
