import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import type { MenuEntry } from '../../desktop/main/menu.ts';
import { startApp } from '../../desktop/main/start-app.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { type FakeWindow, fakeElectron, fakeEvent } from './fake-electron.ts';

const folder = temporaryFolder();
const userFolders: string[] = [];
const bugListeners = () => process.listeners('uncaughtException');
const before = new Set(bugListeners());

afterEach(() => {
  for (const path of userFolders.splice(0)) rmSync(path, { recursive: true, force: true });
  for (const listener of bugListeners()) if (!before.has(listener)) process.off('uncaughtException', listener);
  process.removeAllListeners('unhandledRejection');
});

async function started(argv: readonly string[] = [], platform: NodeJS.Platform = 'linux', screens = undefined) {
  await folder.write('index.html', '<!doctype html><title>pages</title>');
  const electron = fakeElectron(screens);
  userFolders.push(electron.userData);
  const app = startApp(electron.parts, {
    version: '1.2.3',
    pages: folder.path(),
    preload: '/preload.cjs',
    argv: ['electron', 'main.js', ...argv],
    folder: folder.path(),
    platform,
  });
  return { ...electron, app };
}

async function running(...options: Parameters<typeof started>) {
  const electron = await started(...options);
  electron.ready();
  await electron.app;
  return { ...electron, window: electron.windows[0]! };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

/** As soon as it holds; the test's own time limit is for what never does. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await settled();
}

function entry(menu: readonly MenuEntry[], label: string): MenuEntry {
  const all = menu.flatMap((each) => [each, ...(each.submenu ?? [])]);
  const found = all.find((each) => each.label === label);
  if (!found) throw new Error(`no menu entry ${label}`);
  return found;
}

/** Waits for the answer to a call. */
async function answer(window: FakeWindow, id: number) {
  const reply = () => window.webContents.sent.find((each) => each.id === id && each.kind !== 'update');
  await until(() => reply() !== undefined);
  return reply()!;
}

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

  test('gives its windows no rights beyond those of a page', async () => {
    const { window } = await running();
    expect(window.options.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
    });
    expect(window.options.webPreferences).not.toHaveProperty('enableBlinkFeatures');
  });

  test('answers the page over IPC, with its own state', async () => {
    const { window, say } = await running();
    say(window.webContents, { kind: 'call', id: 1, operation: 'hostState', params: {} });
    expect(await answer(window, 1)).toMatchObject({ kind: 'result', result: { home: 'desktop', version: '1.2.3' } });
  });

  test('a second start hands its files to the first and ends', async () => {
    const electron = fakeElectron({ isFirst: false });
    userFolders.push(electron.userData);
    await startApp(electron.parts, {
      version: '1',
      pages: folder.path(),
      preload: '/preload.cjs',
      argv: ['electron', 'main.js', 'model.onnx', '--flag'],
      folder: '/data',
      platform: 'linux',
    });
    expect(electron.noted.files).toEqual({ files: ['/data/model.onnx'] });
    expect(electron.calls.at(-1)).toBe('quit');
    expect(electron.windows).toHaveLength(0);
  });

  test('hands files of the command line, of the system and of second starts to the page in front, in order', async () => {
    const electron = await started(['one.onnx']);
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

  test('remembers a window and its theme until the next start, and a damaged memory is an empty one', async () => {
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

  test('lists files that were opened as recent ones, in the menu and with the system', async () => {
    const { window, noted, say } = await running();
    const path = await folder.write('report.json', '{}');
    say(window.webContents, { kind: 'call', id: 1, operation: 'openFile', params: { path } });
    expect(await answer(window, 1)).toMatchObject({ kind: 'error', code: 'FORMAT_INVALID' });
    expect(noted.recent).toEqual([]);
    expect(entry(noted.menu, 'Open Recent').submenu).toEqual([]);
  });

  test('quits with its last window, except on a Mac, where a click on its icon opens another', async () => {
    const linux = await running();
    linux.emit('window-all-closed');
    expect(linux.calls.at(-1)).toBe('quit');
    const mac = await running([], 'darwin');
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

  test('serves the pages and nothing beside them', async () => {
    const { noted } = await running();
    await folder.write('late.html', 'not there when the app began');
    const get = (url: string, method = 'GET') => noted.pages(new Request(url, { method }));
    const page = await get('secateur://app/#train');
    expect(await page.text()).toContain('<title>pages</title>');
    const policy = page.headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe-inline');
    expect(policy).not.toContain("'unsafe-eval'");
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    for (const address of [
      'secateur://app/late.html',
      'secateur://other/',
      'secateur://app/..%2f..%2fetc/passwd',
      'secateur://app/%2e%2e/package.json',
      'secateur://app/%00',
      `secateur://app/${encodeURIComponent(folder.at('index.html'))}`,
    ]) {
      expect([address, (await get(address)).status]).toEqual([address, 404]);
    }
    expect((await get('secateur://app/', 'POST')).status).toBe(405);
  });

  test('refuses permissions, but for text that the user copies', async () => {
    const { noted } = await running();
    const asked = ['media', 'geolocation', 'notifications', 'fullscreen', 'openExternal', 'clipboard-read', 'usb', 'x'];
    const granted = jest.fn();
    for (const permission of asked) {
      noted.permissionRequest({}, permission, granted);
      expect(noted.permissionCheck({}, permission, 'secateur://app/')).toBe(false);
    }
    expect(granted.mock.calls).toEqual(asked.map(() => [false]));
    expect(noted.devicePermission()).toBe(false);
    expect(noted.permissionCheck({}, 'clipboard-sanitized-write', 'secateur://app/')).toBe(true);
    expect(noted.permissionCheck({}, 'clipboard-sanitized-write', 'https://example.org/')).toBe(false);
  });

  test('asks before changes are lost, and keeps the window unless told otherwise', async () => {
    const { window, noted } = await running();
    const kept = fakeEvent({});
    window.webContents.emit('will-prevent-unload', kept);
    expect(kept.prevented).toBe(false);
    noted.answers.push(1);
    const closed = fakeEvent({});
    window.webContents.emit('will-prevent-unload', closed);
    expect(closed.prevented).toBe(true);
  });

  test('offers to load a crashed page again, with a report that can be copied', async () => {
    const { window, noted, emit } = await running();
    noted.answers.push(2, 0);
    emit('child-process-gone', {}, { type: 'GPU', reason: 'crashed', exitCode: 5 });
    emit('render-process-gone', {}, window.webContents, { reason: 'oom', exitCode: -536870904 });
    await until(() => window.webContents.reloads === 1);
    expect(noted.messages[0]!.buttons).toEqual(['Load It Again', 'Leave It', 'Copy Details']);
    expect(noted.clipboard).toContain('The page of a window ended: oom');
    expect(noted.clipboard).toContain('Secateur 1.2.3');
    expect(noted.clipboard).toContain('GPU process: crashed (5)');
    expect(window.webContents.reloads).toBe(1);
    emit('render-process-gone', {}, window.webContents, { reason: 'clean-exit', exitCode: 0 });
    await settled();
    expect(noted.messages).toHaveLength(2);
  });

  test('tells of a bug of its own in words that can be copied, and quits if asked to', async () => {
    const { noted, calls } = await running();
    noted.answers.push(1);
    const listener = bugListeners().find((each) => !before.has(each))!;
    listener(new Error('never thought of'), 'uncaughtException');
    await until(() => calls.at(-1) === 'quit');
    expect(noted.messages[0]!.message).toContain('never thought of');
    expect(calls.at(-1)).toBe('quit');
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

  test('show a file in its folder, or say that it is gone', async () => {
    const { window, noted, say } = await running();
    const path = await folder.write('shown.onnx', 'x');
    say(window.webContents, { kind: 'call', id: 1, operation: 'revealFile', params: { path } });
    expect(await answer(window, 1)).toMatchObject({ kind: 'result' });
    expect(noted.shown).toEqual([path]);
    say(window.webContents, { kind: 'call', id: 2, operation: 'revealFile', params: { path: folder.at('gone') } });
    expect(await answer(window, 2)).toMatchObject({ kind: 'error', code: 'FILE_NOT_FOUND' });
    expect(existsSync(folder.at('gone'))).toBe(false);
  });
});
