import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { decode, encode } from 'fast-png';
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
  drawSvg(svg: string, size: number): Uint8ClampedArray;
  icoOf(pictures: readonly { readonly size: number; readonly png: Buffer }[]): Buffer;
  icnsOf(pictures: readonly { readonly name: string; readonly png: Buffer }[]): Buffer;
}
let packaging: Packaging;
beforeAll(async () => {
  const files = ['targets', 'packed-files', 'stage-app', 'builder-config', 'draw-svg', 'icons'];
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
      const where = { app: 'app', output: 'out', icons: { [target.platform]: 'icon' }, samples: 'samples' };
      const config = builderConfig(target, { ...where, electronVersion: '1.0.0' });
      expect(config).toMatchObject({ icon: 'icon', extraResources: [{ from: 'samples', to: 'samples' }] });
      expect(builderConfig(target, { ...where, samples: undefined })).not.toHaveProperty('extraResources');
      expect(config).toMatchObject({ asar: true, electronFuses: fuses, publish: null });
      expect(config['fileAssociations']).toEqual([
        expect.objectContaining({ ext: 'onnx' }),
        expect.objectContaining({ ext: 'safetensors' }),
      ]);
      expect(config['asarUnpack']).toEqual(expect.arrayContaining(['**/*.{node,so,dylib,dll}']));
    }
  });
});

describe('the icon', () => {
  const svg = readFileSync(join(root, 'desktop/renderer/style/icon.svg'), 'utf8');
  const white = [255, 255, 255, 255];
  const green = [0x1c, 0x70, 0x48, 255];

  test('is drawn as its file says: a corner cut off, blades, handles and the pin between them', () => {
    const size = 64;
    const pixels = packaging.drawSvg(svg, size);
    const at = (x: number, y: number) => [
      ...pixels.subarray(4 * (y * 2 * size + 2 * x), 4 * (y * 2 * size + 2 * x) + 4),
    ];
    expect(at(0, 0)).toEqual([0, 0, 0, 0]);
    expect(at(2, 16)).toEqual(green);
    for (const [x, y] of [
      [13, 8],
      [21, 7],
      [12, 24],
      [20, 25],
    ] as const) {
      expect(at(x, y)).toEqual(white);
    }
    expect(at(16, 15)).toEqual(green);
    expect(() => packaging.drawSvg(svg.replace('<circle', '<ellipse'), 4)).toThrow('<ellipse>');
    expect(() => packaging.drawSvg(svg.replace('C', 'q'), 4)).toThrow('q in a path');
  });

  test('is put into the files of Windows and macOS whole', () => {
    const png = Buffer.from(encode({ width: 16, height: 16, data: packaging.drawSvg(svg, 16), channels: 4 }));
    const ico = packaging.icoOf([
      { size: 16, png },
      { size: 256, png },
    ]);
    expect([ico.readUInt16LE(2), ico.readUInt16LE(4), ico[6], ico[22]]).toEqual([1, 2, 16, 0]);
    const [length, from] = [ico.readUInt32LE(30), ico.readUInt32LE(34)];
    expect(ico.subarray(from).equals(png)).toBe(true);
    expect(length).toBe(png.length);
    const icns = packaging.icnsOf([{ name: 'ic04', png }]);
    expect([icns.toString('latin1', 0, 4), icns.readUInt32BE(4)]).toEqual(['icns', icns.length]);
    expect([icns.toString('latin1', 8, 12), icns.readUInt32BE(12)]).toEqual(['ic04', png.length + 8]);
    expect(decode(icns.subarray(16))).toMatchObject({ width: 16, height: 16, channels: 4 });
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
