import { describe, expect, jest, test } from '@jest/globals';
import { fakeEvent } from './fake-electron.ts';
import { bugListeners, runningApps, settled, until } from './running-app.ts';

const { folder, running } = runningApps();

describe('the desktop app, on its guard,', () => {
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

  test('lets nothing out to a network, whatever the policy of the pages overlooks', async () => {
    const { noted, window } = await running();
    for (const scheme of ['http', 'https', 'ws', 'wss', 'ftp', 'file', 'secateurs', 'chrome']) {
      expect([scheme, noted.isCancelled(`${scheme}://app/`)]).toEqual([scheme, true]);
    }
    expect(noted.isCancelled('nonsense')).toBe(true);
    for (const own of ['secateur://app/assets/main.js', 'blob:secateur://app/1', 'data:,x']) {
      expect([own, noted.isCancelled(own)]).toEqual([own, false]);
    }
    expect(window.webContents.calls).toEqual(['disable_non_proxied_udp']);
  });

  test('refuses permissions, but for text that the user copies', async () => {
    const { noted } = await running();
    const asked = ['media', 'geolocation', 'notifications', 'fullscreen', 'openExternal', 'clipboard-read', 'usb', 'x'];
    const granted = jest.fn();
    for (const permission of asked) {
      noted.permissionRequest({}, permission, granted, { requestingUrl: 'secateur://app/', isMainFrame: true });
      expect(noted.permissionCheck({}, permission, 'secateur://app/')).toBe(false);
    }
    expect(granted.mock.calls).toEqual(asked.map(() => [false]));
    const ask = (requestingUrl: string, isMainFrame: boolean) => {
      granted.mockClear();
      noted.permissionRequest({}, 'clipboard-sanitized-write', granted, { requestingUrl, isMainFrame });
      return granted.mock.calls[0]?.[0];
    };
    expect(ask('secateur://app/#inspect', true)).toBe(true);
    expect(ask('secateur://app/', false)).toBe(false);
    expect(ask('https://example.org/', true)).toBe(false);
    expect(noted.devicePermission()).toBe(false);
    expect(noted.permissionCheck({}, 'clipboard-sanitized-write', 'secateur://app/')).toBe(true);
    expect(noted.permissionCheck({}, 'clipboard-sanitized-write', 'https://example.org/')).toBe(false);
  });
});

describe('the desktop app, when something goes wrong,', () => {
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
    const listener = bugListeners()[0]!;
    listener(new Error('never thought of'), 'uncaughtException');
    await until(() => calls.at(-1) === 'quit');
    expect(noted.messages[0]!.message).toContain('never thought of');
    expect(calls.at(-1)).toBe('quit');
  });
});
