import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { temporaryFolder } from '../support/temporary-folder.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = temporaryFolder();

interface Target {
  readonly platform: string;
  readonly arch: string;
  readonly formats: readonly string[];
}
interface PackedFile {
  readonly path: string;
  readonly sizeBytes: number;
}
/** The packaging scripts are plain modules beside the program, not compiled with it. */
interface Packaging {
  readonly targets: readonly Target[];
  readonly budgetBytes: number;
  packedFiles(root: string, target: Target): readonly PackedFile[];
  stageApp(root: string, folder: string, target: Target): string;
  builderConfig(target: Target, where: object): Record<string, unknown>;
  readonly fuses: Readonly<Record<string, boolean>>;
}
let packaging: Packaging;
beforeAll(async () => {
  const files = ['targets', 'packed-files', 'stage-app', 'builder-config'];
  const modules = await Promise.all(files.map((name) => import(join(root, `desktop/packaging/${name}.mjs`))));
  packaging = Object.assign({}, ...modules) as Packaging;
});

describe('what is packaged', () => {
  test("holds the target's own native binaries and no others, within the budget", () => {
    const { targets, budgetBytes, packedFiles } = packaging;
    const native = 'node_modules/onnxruntime-node/bin/napi-v6/';
    for (const target of targets) {
      const files = packedFiles(root, target);
      const folders = new Set(
        files.filter(({ path }) => path.startsWith(native)).map(({ path }) => path.split('/').slice(4, 6).join('/')),
      );
      expect([...folders]).toEqual([`${target.platform}/${target.arch}`]);
      expect(files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)).toBeLessThan(budgetBytes);
      const paths = files.map(({ path }) => path);
      expect(paths).toEqual(expect.arrayContaining(['dist/desktop/main/main.js', 'dist/desktop/preload/preload.cjs']));
      expect(paths.filter((path) => /^dist\/(test|bench|cli)\/|\.map$|\.d\.ts$/.test(path))).toEqual([]);
    }
  });

  test('runs where nothing else is: every module that the host loads is there', () => {
    const target = { platform: process.platform, arch: process.arch, formats: [] };
    const app = packaging.stageApp(root, folder.at('app'), target);
    expect(existsSync(join(app, 'node_modules/electron'))).toBe(false);
    const code = `
      const { startHost } = await import('./dist/desktop/host/index.js');
      const host = await startHost({ home: 'desktop', version: '0', stateFolder: 'state', onBug: () => {} });
      await import('./dist/desktop/main/start-app.js');
      const { InferenceSession } = await import('onnxruntime-node');
      console.log(host.host.home, typeof InferenceSession.create);
      await host.close();`;
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: app, encoding: 'utf8' });
    expect(output.trim()).toBe('desktop function');
    expect(JSON.parse(readFileSync(join(app, 'package.json'), 'utf8'))).toMatchObject({
      main: 'dist/desktop/main/main.js',
      type: 'module',
    });
  });

  test('cannot be debugged, given options of Node or led to other code, and opens the files of the program', () => {
    const { builderConfig, fuses, targets } = packaging;
    expect(fuses).toMatchObject({
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    });
    for (const target of targets) {
      const config = builderConfig(target, { app: 'app', output: 'out', electronVersion: '1.0.0' });
      expect(config).toMatchObject({ asar: true, electronFuses: fuses, publish: null });
      expect(config['fileAssociations']).toEqual([
        expect.objectContaining({ ext: 'onnx' }),
        expect.objectContaining({ ext: 'safetensors' }),
      ]);
      expect(config['asarUnpack']).toEqual(expect.arrayContaining(['**/*.{node,so,dylib,dll}']));
    }
  });
});

describe('starting the app from a checkout', () => {
  test('says in a few lines what to do where Electron cannot be had', () => {
    const env = {
      ...process.env,
      ELECTRON_OVERRIDE_DIST_PATH: folder.at('nowhere'),
      ELECTRON_MIRROR: 'http://127.0.0.1:9/',
    };
    let told = '';
    let status = 0;
    try {
      execFileSync(process.execPath, [join(root, 'desktop/packaging/start.mjs')], {
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    } catch (error) {
      ({ status } = error as { status: number });
      told = String((error as { stderr: Buffer }).stderr);
    }
    expect(status).toBe(1);
    expect(told).toContain('npx secateur studio');
    expect(told.trim().split('\n').length).toBeLessThan(6);
    expect(told).not.toContain('    at ');
  });
});
