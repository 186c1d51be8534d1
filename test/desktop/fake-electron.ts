import { fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronParts } from '../../desktop/main/electron-parts.ts';
import type { MenuEntry } from '../../desktop/main/menu.ts';
import type { WindowOptions } from '../../desktop/main/windows.ts';
import { encodeMessage, type Request } from '../../desktop/shared/index.ts';
import { type FakeContents, FakeWindow } from './fake-window.ts';

/** The parts of Electron that the app uses, which note what they are asked and answer as they are told. */
export function fakeElectron({
  isFirst = true,
  isPackaged = false,
  screens = [{ x: 0, y: 0, width: 1920, height: 1040 }],
  userData = mkdtempSync(join(tmpdir(), 'secateur-user-data-')),
} = {}) {
  const windows: FakeWindow[] = [];
  const calls: string[] = [];
  const ipc = new EventEmitter();
  const noted = {
    files: undefined as unknown,
    clipboard: '',
    externals: [] as string[],
    shown: [] as string[],
    recent: [] as string[],
    messages: [] as { message: string; detail: string; buttons: string[] }[],
    questions: [] as { message: string; detail: string }[],
    /** Answers to the next message boxes. */
    answers: [] as number[],
    chosenPath: { canceled: true, filePath: '' },
    savedAs: '',
    menu: [] as MenuEntry[],
    privileges: {} as object,
    pages: (_: Request | globalThis.Request): Promise<Response> => Promise.reject(new Error('no protocol')),
    permissionRequest: (
      _: unknown,
      __: string,
      ___: (granted: boolean) => void,
      ____: { requestingUrl?: string; isMainFrame: boolean },
    ): void => {},
    isCancelled: (_: string): boolean => false,
    permissionCheck: (_: unknown, __: string, ___: string): boolean => true,
    devicePermission: (): boolean => true,
  };
  let ready = () => {};
  const readiness = new Promise<void>((resolve) => {
    ready = resolve;
  });

  class App extends EventEmitter {
    readonly isPackaged = isPackaged;
    setName(name: string) {
      calls.push(`name ${name}`);
    }
    enableSandbox() {
      calls.push('sandbox');
    }
    whenReady() {
      return readiness;
    }
    getPath() {
      return userData;
    }
    requestSingleInstanceLock(data: unknown) {
      noted.files = data;
      return isFirst;
    }
    addRecentDocument(path: string) {
      noted.recent.push(path);
    }
    showAboutPanel() {
      calls.push('about');
    }
    quit() {
      calls.push('quit');
    }
  }
  const app = new App();

  const parts: ElectronParts<FakeWindow, MenuEntry[]> = {
    app,
    BrowserWindow: class extends FakeWindow {
      constructor(options: WindowOptions) {
        super(options);
        windows.push(this);
        app.emit('web-contents-created', {}, this.webContents);
      }
    },
    clipboard: {
      writeText: (text) => {
        noted.clipboard = text;
      },
    },
    dialog: {
      showMessageBox: async (options) => {
        noted.messages.push(options);
        return { response: noted.answers.shift() ?? 0 };
      },
      showMessageBoxSync: (...given: unknown[]) => {
        noted.questions.push(given.at(-1) as { message: string; detail: string });
        return noted.answers.shift() ?? 0;
      },
      showSaveDialog: async (_window, { defaultPath }) => {
        noted.savedAs = defaultPath;
        return noted.chosenPath;
      },
    },
    ipcMain: ipc,
    Menu: {
      buildFromTemplate: (template) => template,
      setApplicationMenu: (menu) => {
        noted.menu = menu;
      },
    },
    nativeTheme: { themeSource: 'system', shouldUseDarkColors: true },
    protocol: {
      registerSchemesAsPrivileged: ([scheme]) => {
        noted.privileges = scheme!;
      },
      handle: (_scheme, handler) => {
        noted.pages = handler as typeof noted.pages;
      },
    },
    screen: {
      getPrimaryDisplay: () => ({ workArea: screens[0]! }),
      getAllDisplays: () => screens.map((workArea) => ({ workArea })),
    },
    session: {
      defaultSession: {
        setPermissionRequestHandler: (handler) => {
          noted.permissionRequest = handler;
        },
        setPermissionCheckHandler: (handler) => {
          noted.permissionCheck = handler;
        },
        webRequest: {
          onBeforeRequest: (listener) => {
            noted.isCancelled = (url) => {
              let isCancelled = false;
              listener({ url }, ({ cancel }) => {
                isCancelled = cancel;
              });
              return isCancelled;
            };
          },
        },
        setDevicePermissionHandler: (handler) => {
          noted.devicePermission = handler;
        },
      },
    },
    utilityProcess: {
      // A process of Node, which talks by the same messages.
      fork: (module) => {
        const child = fork(module, { serialization: 'advanced', execArgv: [] });
        return Object.assign(child, {
          postMessage: (message: unknown) => child.send(message as object, () => undefined),
        }) as never;
      },
    },
    shell: {
      openExternal: async (url) => {
        noted.externals.push(url);
      },
      showItemInFolder: (path) => {
        noted.shown.push(path);
      },
    },
  };

  return {
    parts,
    noted,
    calls,
    windows,
    userData,
    ready,
    emit: (event: string, ...values: unknown[]) => app.emit(event, ...values),
    /** What a page says, as it arrives. */
    say: (contents: FakeContents, request: Request, frame: { url: string } | null = contents.mainFrame) =>
      ipc.emit('secateur:request', { sender: contents, senderFrame: frame }, encodeMessage(request)),
    sayBytes: (contents: FakeContents, bytes: unknown) =>
      ipc.emit('secateur:request', { sender: contents, senderFrame: contents.mainFrame }, bytes),
  };
}

/** An event that remembers whether it was prevented. */
export function fakeEvent<Details extends object>(details: Details) {
  return {
    ...details,
    prevented: false,
    preventDefault() {
      this.prevented = true;
    },
  };
}
