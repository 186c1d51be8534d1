import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isAllowedLink } from '../../desktop/main/external-links.ts';
import { setupNavigation } from '../../desktop/main/navigation.ts';
import { filesNamed } from '../../desktop/main/opened-files.ts';
import { openStateFile } from '../../desktop/main/state-file.ts';
import { windowPlace } from '../../desktop/main/window-place.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { fakeElectron, fakeEvent } from './fake-electron.ts';
import { FakeContents } from './fake-window.ts';

const screen = { x: 0, y: 0, width: 1920, height: 1040 };
const folder = temporaryFolder();

describe('the place of a window', () => {
  test('is where the last one was, while that screen is there', () => {
    const last = { x: 2100, y: 100, width: 1000, height: 700 };
    const second = { x: 1920, y: 0, width: 1920, height: 1080 };
    expect(windowPlace(last, [screen, second])).toEqual(last);
    expect(windowPlace(last, [screen])).toEqual({ x: 320, y: 120, width: 1280, height: 800 });
  });

  test('is in the middle of a small screen, whole', () => {
    expect(windowPlace(undefined, [{ x: 0, y: 20, width: 1024, height: 600 }])).toEqual({
      x: 0,
      y: 20,
      width: 1024,
      height: 600,
    });
  });

  test('lies inside a screen wherever the last one was, and beside the ones that are open', () => {
    const coordinate = fc.integer({ min: -5000, max: 5000 });
    const rectangle = fc.record({
      x: coordinate,
      y: coordinate,
      width: fc.integer({ min: 1, max: 6000 }),
      height: fc.integer({ min: 1, max: 6000 }),
    });
    const areas = [screen, { x: -1280, y: 0, width: 1280, height: 984 }];
    fc.assert(
      fc.property(rectangle, (last) => {
        const place = windowPlace(last, areas);
        expect(
          areas.some(
            (area) =>
              place.x >= area.x &&
              place.y >= area.y &&
              place.x + place.width <= area.x + area.width &&
              place.y + place.height <= area.y + area.height,
          ),
        ).toBe(true);
      }),
    );
    const first = windowPlace(undefined, areas);
    const second = windowPlace(first, areas, [first]);
    const third = windowPlace(first, areas, [first, second]);
    expect(new Set([first, second, third].map(({ x, y }) => `${x} ${y}`)).size).toBe(3);
  });
});

describe('the memory of the app', () => {
  test('takes no part of a file that is damaged or from somebody else', async () => {
    const damaged = [
      '',
      '{',
      '[]',
      '{"theme":"pink"}',
      '{"window":{"bounds":{"x":"0"},"maximized":1}}',
      '{"window":{"bounds":{"x":1e300,"y":0,"width":1,"height":1},"maximized":true}}',
    ];
    for (const content of damaged) {
      expect(openStateFile(await folder.write('state.json', content)).current.window).toBeUndefined();
    }
    expect(openStateFile(folder.at('missing.json')).current).toEqual({ theme: 'system' });
  });

  test('writes the last of several changes, and a disk that refuses is no reason to stop', async () => {
    const file = openStateFile(folder.at('new/state.json'));
    void file.change({ theme: 'light' });
    await file.change({ theme: 'dark' });
    expect(openStateFile(folder.at('new/state.json')).current).toEqual({ theme: 'dark' });
    const blocked = openStateFile(`${await folder.write('a-file', '')}/state.json`);
    await blocked.change({ theme: 'dark' });
    expect(blocked.current.theme).toBe('dark');
  });
});

describe('navigation', () => {
  function contents() {
    const { parts, noted, emit } = fakeElectron({ userData: folder.path() });
    setupNavigation(parts.app, parts.shell);
    const made = new FakeContents();
    emit('web-contents-created', {}, made);
    return { made, noted };
  }

  test('leads nowhere, and only to allowed links in the browser of the user', () => {
    const { made, noted } = contents();
    const addresses = [
      'https://onnxruntime.ai/docs/',
      'https://example.org/',
      'https://onnxruntime.ai/docs/?what=a-page-knows',
      'file:///etc/passwd',
      'javascript:alert(1)',
    ];
    for (const url of addresses) {
      const event = fakeEvent({ url });
      made.emit('will-frame-navigate', event);
      expect([url, event.prevented]).toEqual([url, true]);
      expect(made.openHandler({ url })).toEqual({ action: 'deny' });
    }
    expect(noted.externals).toEqual(['https://onnxruntime.ai/docs/', 'https://onnxruntime.ai/docs/']);
    for (const name of ['will-redirect', 'will-attach-webview']) {
      const event = fakeEvent({ url: 'secateur://app/' });
      made.emit(name, event);
      expect([name, event.prevented]).toEqual([name, true]);
    }
  });

  test('may load the page that is there already again', () => {
    const { made } = contents();
    const event = fakeEvent({ url: 'secateur://app/#train' });
    made.emit('will-frame-navigate', event);
    expect(event.prevented).toBe(false);
  });

  test('knows a link by the whole of it', () => {
    expect(isAllowedLink('https://onnxruntime.ai/docs/')).toBe(true);
    for (const address of [
      'http://onnxruntime.ai/docs/',
      'https://onnxruntime.ai/docs/#fragment',
      'https://onnxruntime.ai/docs/../elsewhere',
      'https://onnxruntime.ai.example.org/docs/',
      'https://onnxruntime.ai:8443/docs/',
      'https://user:secret@onnxruntime.ai/docs/',
      'https://example.org/https://onnxruntime.ai/docs/',
      'file://onnxruntime.ai/docs/',
      'smb://onnxruntime.ai/docs/',
      'onnxruntime.ai/docs/',
      '',
    ]) {
      expect([address, isAllowedLink(address)]).toEqual([address, false]);
    }
  });
});

test('a command line names files by what is no option, as seen from its folder', () => {
  const argv = ['secateur', '--trace', 'a.onnx', '', '/b.onnx', '-x', '../c.onnx'];
  expect(filesNamed(argv, 1, '/home')).toEqual(['/home/a.onnx', '/b.onnx', '/c.onnx']);
});
