import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { demoFiles } from '../../cli/demo/files.ts';
import { encodePosterior } from '../../core/index.ts';
import type { HostState } from '../../desktop/shared/index.ts';
import { examplePosterior } from '../support/posterior-example.ts';
import { fakeEvent } from './fake-electron.ts';
import { answer, entry, runningApps, settled, until } from './running-app.ts';

const { folder, started, running } = runningApps();

describe('the desktop app', () => {
  test('settles its scheme and sandbox before it is ready, and opens one window with its page', async () => {
    const electron = await started();
    expect(electron.calls).toEqual(['name Secateur', 'sandbox']);
    expect(electron.noted.privileges).toEqual({
      scheme: 'secateur',
      privileges: { standard: true, secure: true, supportFetchAPI: true },
    });
    expect(electron.windows).toHaveLength(0);
    electron.ready();
    await electron.app;
    expect(electron.windows.map(({ address }) => address)).toEqual(['secateur://app/']);
  });

  test('answers the page over IPC, with its own state', async () => {
    const { window, say } = await running();
    say(window.webContents, { kind: 'call', id: 1, operation: 'hostState', params: {} });
    expect(await answer(window, 1)).toMatchObject({ kind: 'result', result: { home: 'desktop', version: '1.2.3' } });
  });

  test('offers what the demo wrote, by the names that the demo gives it', async () => {
    const { report, pruned, posterior } = demoFiles(folder.at('out/demo'));
    await mkdir(folder.at('out/demo'), { recursive: true });
    for (const path of [report, pruned, posterior]) await writeFile(path, '');
    const { window, say } = await running();
    say(window.webContents, { kind: 'call', id: 1, operation: 'hostState', params: {} });
    const { result } = (await answer(window, 1)) as { result: HostState };
    expect(result.samples.map(({ path }) => path)).toEqual([posterior, pruned, report]);
  });

  test('offers its own samples where it is packaged, wherever it was started', async () => {
    await mkdir(folder.at('samples'), { recursive: true });
    const path = await folder.write('samples/pruned.onnx', '');
    const { window, say } = await running({}, { isPackaged: true });
    say(window.webContents, { kind: 'call', id: 1, operation: 'hostState', params: {} });
    expect(await answer(window, 1)).toMatchObject({ result: { samples: [{ path }] } });
  });

  test('a second start hands its files to the first and ends', async () => {
    const electron = await started({ argv: ['model.onnx', '--flag'] }, { isFirst: false });
    await electron.app;
    expect(electron.noted.files).toEqual({ files: [folder.at('model.onnx')] });
    expect(electron.calls.at(-1)).toBe('quit');
    expect(electron.windows).toHaveLength(0);
  });

  test('hands files of the command line, of the system and of second starts to the page in front, in order', async () => {
    const electron = await started({ argv: ['one.onnx'] });
    electron.emit('open-file', fakeEvent({}), '/from/finder.onnx');
    electron.ready();
    await electron.app;
    const [window] = electron.windows;
    electron.emit('second-instance', {}, [], '', { files: ['/from/second.onnx', 7, null] });
    electron.emit('second-instance', {}, [], '', 'nonsense');
    electron.say(window!.webContents, { kind: 'call', id: 5, operation: 'watchCommands', params: {} });
    await until(() => window!.webContents.sent.length === 3);
    electron.emit('open-file', fakeEvent({}), '/later.onnx');
    expect(window!.webContents.sent.map((reply) => reply.kind === 'update' && reply.update)).toEqual(
      [folder.at('one.onnx'), '/from/finder.onnx', '/from/second.onnx', '/later.onnx'].map((path) => ({
        kind: 'open',
        path,
      })),
    );
    expect(electron.windows).toHaveLength(1);
  });

  test('keeps several windows, and sends a menu command to the one used last', async () => {
    const { noted, windows, say, window } = await running();
    entry(noted.menu, 'New Window').click!();
    expect(windows).toHaveLength(2);
    const second = windows[1]!;
    expect([second.bounds.x, second.bounds.y]).not.toEqual([window.bounds.x, window.bounds.y]);
    for (const each of windows) say(each.webContents, { kind: 'call', id: 1, operation: 'watchCommands', params: {} });
    window.emit('focus');
    await settled();
    entry(noted.menu, 'Prune').click!();
    expect(window.webContents.sent).toEqual([{ kind: 'update', id: 1, update: { kind: 'view', view: 'prune' } }]);
    expect(second.webContents.sent).toEqual([]);
  });

  test('keeps the place of a window and its theme on the disk', async () => {
    const { window, userData, say } = await running();
    window.bounds = { x: 300, y: 200, width: 900, height: 640 };
    window.maximized = true;
    window.emit('close');
    say(window.webContents, { kind: 'call', id: 1, operation: 'setTheme', params: { theme: 'dark' } });
    await answer(window, 1);
    const path = join(userData, 'desktop-state.json');
    await until(() => existsSync(path) && readFileSync(path, 'utf8').includes('dark'));
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
      theme: 'dark',
      window: { bounds: { x: 300, y: 200, width: 900, height: 640 }, maximized: true },
    });
  });

  test('lists files that were opened as recent ones, in the menu and with the system, and no others', async () => {
    const { window, noted, say } = await running();
    const open = (id: number, path: string) =>
      say(window.webContents, { kind: 'call', id, operation: 'openFile', params: { path } });
    open(1, await folder.write('not-a-report.json', '{}'));
    expect(await answer(window, 1)).toMatchObject({ kind: 'error', code: 'FORMAT_INVALID' });
    expect(noted.recent).toEqual([]);
    expect(entry(noted.menu, 'Open Recent').submenu).toEqual([]);
    const path = await folder.write('salt & pepper.safetensors', encodePosterior(examplePosterior()));
    open(2, path);
    expect(await answer(window, 2)).toMatchObject({ kind: 'result', result: { kind: 'posterior', path } });
    expect(noted.recent).toEqual([path]);
    const [recent] = entry(noted.menu, 'Open Recent').submenu!;
    expect(recent!.label).toBe(path.replace('&', '&&'));
    say(window.webContents, { kind: 'call', id: 3, operation: 'watchCommands', params: {} });
    recent!.click!();
    await until(() => window.webContents.sent.some((each) => each.kind === 'update'));
    expect(window.webContents.sent.at(-1)).toMatchObject({ update: { kind: 'open', path } });
  });

  test('quits with its last window, except on a Mac, where a click on its icon opens another', async () => {
    const linux = await running();
    linux.emit('window-all-closed');
    expect(linux.calls.at(-1)).toBe('quit');
    const mac = await running({ platform: 'darwin' });
    mac.window.emit('closed');
    mac.emit('window-all-closed');
    expect(mac.calls.at(-1)).not.toBe('quit');
    mac.emit('activate');
    expect(mac.windows).toHaveLength(2);
    mac.emit('activate');
    expect(mac.windows).toHaveLength(2);
  });

  test('ends its host before it ends', async () => {
    const { emit, calls } = await running();
    const event = fakeEvent({});
    emit('will-quit', event);
    expect(event.prevented).toBe(true);
    await until(() => calls.at(-1) === 'quit');
    const again = fakeEvent({});
    emit('will-quit', again);
    expect(again.prevented).toBe(false);
  });
});

describe('the operations of a window', () => {
  test('choose a place to save with the native dialog', async () => {
    const { window, noted, say } = await running();
    say(window.webContents, { kind: 'call', id: 1, operation: 'chooseSavePath', params: { suggestedName: 'a.onnx' } });
    expect(await answer(window, 1)).toMatchObject({ kind: 'result', result: {} });
    noted.chosenPath = { canceled: false, filePath: '/out.onnx' };
    say(window.webContents, {
      kind: 'call',
      id: 3,
      operation: 'chooseSavePath',
      params: { suggestedName: '../x.onnx' },
    });
    expect(await answer(window, 3)).toMatchObject({ result: { path: '/out.onnx' } });
    expect(noted.savedAs).toBe('..-x.onnx');
  });

  test('save what a page sends where the user says, and show it there and nothing else', async () => {
    const { window, noted, say } = await running();
    let id = 0;
    const ask = async (operation: string, params: unknown) => {
      id += 1;
      say(window.webContents, { kind: 'call', id, operation, params });
      return answer(window, id);
    };
    const send = async (text: string) => {
      const bytes = new TextEncoder().encode(text);
      const begun = await ask('beginUpload', { name: 'profile.json', sizeBytes: bytes.length });
      const { upload } = (begun as { result: { upload: string } }).result;
      await ask('appendUpload', { upload, offset: 0, bytes });
      return upload;
    };
    const path = folder.at('saved/profile.json');
    const nowhere = await ask('saveUpload', { upload: await send('{}'), suggestedName: 'profile.json' });
    expect(nowhere).toEqual({ kind: 'result', id });
    expect(existsSync(path)).toBe(false);
    noted.chosenPath = { canceled: false, filePath: path };
    const upload = await send('{"a":1}');
    const done = await ask('saveUpload', { upload, suggestedName: 'profile.json' });
    expect(done).toMatchObject({ kind: 'result', result: { path } });
    expect(readFileSync(path, 'utf8')).toBe('{"a":1}');
    expect(await ask('saveUpload', { upload, suggestedName: 'x' })).toMatchObject({ code: 'ARGUMENT_INVALID' });
    const { saved } = (done as { result: { saved: string } }).result;
    expect(await ask('revealFile', { saved })).toMatchObject({ kind: 'result' });
    expect(noted.shown).toEqual([path]);
    expect(await ask('revealFile', { path })).toMatchObject({ kind: 'error', code: 'ARGUMENT_INVALID' });
    expect(noted.shown).toHaveLength(1);
  });
});
