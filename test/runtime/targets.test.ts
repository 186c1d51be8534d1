import { mkdir } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { chooseBrowser } from '../../runtime/browsers/choose-browser.ts';
import { findBrowsers } from '../../runtime/browsers/find-browsers.ts';
import { treeUsage } from '../../runtime/browsers/tree-usage.ts';
import { profile, targetNameOf } from '../../runtime/index.ts';
import { parseTargets } from '../../runtime/profiler/targets.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { imageClassifier } from './models.ts';

const folder = temporaryFolder();

describe('devices', () => {
  test.each([
    ['cpu', ['cpu node-cpu 1']],
    ['cpu:4', ['cpu:4 node-cpu 4']],
    ['cpu:1-3', ['cpu node-cpu 1', 'cpu:2 node-cpu 2', 'cpu:3 node-cpu 3']],
    ['node:cpu', ['cpu node-cpu 1']],
    ['webgpu', ['webgpu node-webgpu 1']],
    ['cuda', ['cuda node-cuda 1']],
    ['wasm:2', ['wasm:2 web-wasm 2']],
    ['browser', ['browser:wasm web-wasm 1']],
    ['browser:wasm:2-3', ['browser:wasm:2 web-wasm 2', 'browser:wasm:3 web-wasm 3']],
    ['edge:webgpu', ['edge:webgpu web-webgpu 1']],
    ['remote', ['remote:wasm web-wasm 1']],
    ['remote:webnn', ['remote:webnn web-webnn 1']],
  ])('%s is read', (text, expected) => {
    const targets = parseTargets(text);
    expect(targets.map(({ name, provider, threads }) => `${name} ${provider} ${threads}`)).toEqual(expected);
    // What a target is called means that target.
    for (const target of targets) expect(parseTargets(target.name)).toEqual([target]);
  });

  test('take the threads asked for where they say none, and an accelerator none at all', () => {
    expect(parseTargets('cpu', 4)[0]).toMatchObject({ name: 'cpu:4', threads: 4 });
    expect(parseTargets('cpu:2', 4)[0]).toMatchObject({ name: 'cpu:2', threads: 2 });
    expect(parseTargets('browser:webgpu', 4)[0]).toMatchObject({ name: 'browser:webgpu', threads: 1 });
  });

  test.each([
    '',
    'gpu',
    'cpu:',
    'cpu:0',
    'cpu:4-2',
    'cpu:x',
    'cpu:1:2',
    'webgpu:2',
    'webnn',
    'node',
    'browser:cpu',
    'remote:cuda',
    'browser:wasm:2:3',
    'cpu:99999',
    'constructor',
    'firefox',
  ])('%p is refused', (text) => {
    expect(() => parseTargets(text)).toThrow(expect.objectContaining({ code: 'ARGUMENT_INVALID' }));
  });

  test('of profiles of earlier versions are those of Node', () => {
    const environment = { cpuModel: '', cores: 1, os: '', runtime: '', threads: 2 };
    expect(targetNameOf({ provider: 'web-wasm', environment })).toBe('wasm:2');
    expect(targetNameOf({ provider: 'web-wasm', device: 'browser:wasm', environment })).toBe('browser:wasm');
  });
});

test('threads are swept in Node, on the processor and on WebAssembly, each in processes of its own', async () => {
  const file = await folder.write('image.onnx', imageClassifier().bytes);
  const profiles = await profile([file], { devices: ['cpu:1-2', 'wasm:2', 'cpu'], rounds: 1, minimumSamples: 5 });
  expect(profiles.map(({ device, environment }) => [device, environment.threads])).toEqual([
    ['cpu', 1],
    ['cpu:2', 2],
    ['wasm:2', 2],
  ]);
  for (const { latencyMs } of profiles) expect(latencyMs.p50).toBeGreaterThan(0);
});

describe('browsers', () => {
  const installed = (...paths: string[]) => ({ canRun: async (path: string) => paths.includes(path) });

  test('are found where each system keeps them', async () => {
    const linux = { platform: 'linux' as const, env: { PATH: '/opt/bin:/usr/bin' }, home: '/home/me' };
    expect(await findBrowsers({ ...linux, ...installed('/opt/bin/google-chrome', '/usr/bin/chromium') })).toEqual([
      { name: 'chrome', path: '/opt/bin/google-chrome' },
      { name: 'chromium', path: '/usr/bin/chromium' },
    ]);
    const edge = '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge';
    const mac = { platform: 'darwin' as const, env: {}, home: '/Users/me' };
    expect(await findBrowsers({ ...mac, ...installed(edge) })).toEqual([{ name: 'edge', path: edge }]);
    const chrome = 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe';
    const windows = { platform: 'win32' as const, env: { PROGRAMFILES: 'C:\\Program Files' }, home: 'C:\\me' };
    expect(await findBrowsers({ ...windows, ...installed(chrome) })).toEqual([{ name: 'chrome', path: chrome }]);
    expect(await findBrowsers({ ...linux, ...installed() })).toEqual([]);
  });

  test('that are not there are one error, and one that does not start is another', async () => {
    const onlyChromium = { platform: 'linux' as const, env: {}, home: '/', ...installed('/usr/bin/chromium') };
    await expect(chooseBrowser('edge', onlyChromium)).rejects.toMatchObject({
      code: 'DEPENDENCY_MISSING',
      message: expect.stringContaining('Found: chromium.'),
    });
    const before = process.env['SECATEUR_BROWSER'];
    process.env['SECATEUR_BROWSER'] = folder.at('no-browser');
    try {
      const file = await folder.write('image.onnx', imageClassifier().bytes);
      await expect(profile([file], { devices: ['browser'], rounds: 1 })).rejects.toMatchObject({
        code: 'PROVIDER_FAILED',
        message: expect.stringMatching(/browser:wasm.*no-browser.*could not be started/),
      });
    } finally {
      if (before === undefined) delete process.env['SECATEUR_BROWSER'];
      else process.env['SECATEUR_BROWSER'] = before;
    }
  });

  test('are counted with all their processes, and the memory of the page with that of the GPU', async () => {
    const process = async (pid: number, parent: number, kind: string, kilobytes: number, state = 'S') => {
      await mkdir(folder.at(`proc/${pid}`), { recursive: true });
      const stat = `${pid} (a (b) c) ${state} ${parent} 1 1 0 -1 0 0 0 0 0 7 3 0 0`;
      await folder.write(`proc/${pid}/stat`, stat);
      await folder.write(`proc/${pid}/cmdline`, `browser\0${kind}`);
      await folder.write(`proc/${pid}/status`, `VmHWM:\t ${2 * kilobytes} kB\n`);
      await folder.write(`proc/${pid}/smaps_rollup`, `Private_Clean: ${kilobytes} kB\nPrivate_Dirty: 1 kB\n`);
    };
    await process(10, 1, '', 500);
    await process(11, 10, '--type=zygote', 50);
    await process(12, 11, '--type=renderer', 100);
    await process(13, 11, '--type=renderer', 10);
    await process(14, 10, '--type=gpu-process', 30);
    await process(15, 10, '--type=renderer', 900, 'Z');
    await process(20, 1, '--type=renderer', 900);
    expect(await treeUsage(10, folder.at('proc'))).toEqual({
      cpuMs: 5 * 100,
      peakRssBytes: 200 * 1024,
      privateBytes: (101 + 31) * 1024,
    });
    expect(await treeUsage(99, folder.at('proc'))).toEqual({});
    expect(await treeUsage(10, folder.at('nothing'))).toEqual({});
  });
});
