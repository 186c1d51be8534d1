import { afterEach } from '@jest/globals';
import type { MenuEntry } from '../../desktop/main/menu.ts';
import { type AppOptions, startApp } from '../../desktop/main/start-app.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { fakeElectron, fakeEvent } from './fake-electron.ts';
import type { FakeWindow } from './fake-window.ts';

const others = new Set(process.listeners('uncaughtException'));
/** What the app does about errors that nobody caught. */
export const bugListeners = () => process.listeners('uncaughtException').filter((each) => !others.has(each));

/** Apps on a stand-in for Electron, with a page of their own; what they leave behind goes after each test. */
export function runningApps() {
  const folder = temporaryFolder();
  const apps: ReturnType<typeof fakeElectron>[] = [];
  let begun = 0;
  afterEach(async () => {
    for (const { emit, calls } of apps.splice(0)) {
      const quits = () => calls.filter((call) => call === 'quit').length;
      const [event, before] = [fakeEvent({}), quits()];
      emit('will-quit', event);
      // Its host has temporary files and perhaps processes to end; one that was not ready has neither.
      if (event.prevented) await until(() => quits() > before);
    }
    for (const listener of bugListeners()) process.off('uncaughtException', listener);
    process.removeAllListeners('unhandledRejection');
  });

  /** Up to where the app waits for Electron to be ready. */
  async function started(
    options: Partial<Pick<AppOptions, 'argv' | 'platform'>> = {},
    how: Parameters<typeof fakeElectron>[0] = {},
  ) {
    const { argv = [], platform = 'linux' } = options;
    await folder.write('index.html', '<!doctype html><title>pages</title>');
    const electron = fakeElectron({ ...how, userData: folder.at(`user-${begun++}`) });
    apps.push(electron);
    const app = startApp(electron.parts, {
      version: '1.2.3',
      pages: folder.path(),
      preload: '/preload.cjs',
      samples: folder.at('samples'),
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
  return { folder, started, running };
}

export const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

/** As soon as it holds; the test's own time limit is for what never does. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await settled();
}

export function entry(menu: readonly MenuEntry[], label: string): MenuEntry {
  const all = menu.flatMap((each) => [each, ...(each.submenu ?? [])]);
  const found = all.find((each) => each.label === label);
  if (!found) throw new Error(`no menu entry ${label}`);
  return found;
}

/** Waits for the answer to a call. */
export async function answer(window: FakeWindow, id: number) {
  const reply = () => window.webContents.sent.find((each) => each.id === id && each.kind !== 'update');
  await until(() => reply() !== undefined);
  return reply()!;
}
