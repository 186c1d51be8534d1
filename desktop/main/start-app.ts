import { join } from 'node:path';
import { createDispatcher, demoFolder, demoSamples, readStaticFiles, startHost } from '../host/index.ts';
import { contract, type RecentFile } from '../shared/index.ts';
import { registerAppScheme, setupAppProtocol } from './app-protocol.ts';
import { setupCrashReports } from './crash-reports.ts';
import type { ElectronParts, PageWindow } from './electron-parts.ts';
import { openLink } from './external-links.ts';
import { menuOf } from './menu.ts';
import { setupNavigation } from './navigation.ts';
import { refuseCalls, refuseNetwork } from './network.ts';
import { filesNamed, setupOpenedFiles } from './opened-files.ts';
import { setupPermissions } from './permissions.ts';
import { lossesOf, setupQuitQuestion } from './quit-question.ts';
import { setupPages } from './serve-pages.ts';
import { openStateFile } from './state-file.ts';
import { setupUnsavedChanges } from './unsaved-changes.ts';
import { utilityChildren } from './utility-children.ts';
import { windowHandlers } from './window-handlers.ts';
import { setupWindows } from './windows.ts';

export interface AppOptions {
  readonly version: string;
  /** The built pages. */
  readonly pages: string;
  /** The preload script. */
  readonly preload: string;
  /** Files to begin with that a packaged app has; in a checkout they are what the demo wrote. */
  readonly samples: string;
  readonly argv: readonly string[];
  readonly folder: string;
  readonly platform: NodeJS.Platform;
}

/**
 * The desktop app, on the parts of Electron that it is given. Call it while the entry module is loading: schemes and
 * sandboxes are settled before the app is ready.
 */
export async function startApp<Window extends PageWindow, Menu>(
  electron: ElectronParts<Window, Menu>,
  options: AppOptions,
): Promise<void> {
  const { app, dialog, clipboard, shell, nativeTheme } = electron;
  app.setName('Secateur');
  app.enableSandbox();
  registerAppScheme(electron.protocol);

  // Files may be asked for before there can be a window.
  let openFiles: (files: readonly string[]) => void = (files) => early.push(...files);
  const named = filesNamed(options.argv, app.isPackaged ? 1 : 2, options.folder);
  const early = [...named];
  if (!setupOpenedFiles(app, named, (files) => openFiles(files))) {
    app.quit();
    return;
  }
  const about = `Secateur ${options.version}, Electron ${process.versions['electron'] ?? '?'}, ${options.platform} ${process.arch}`;
  const crashes = setupCrashReports({ app, dialog, clipboard, about });
  process.on('uncaughtException', (error) => void crashes.bug(error));
  process.on('unhandledRejection', (error) => void crashes.bug(error));
  setupNavigation(app, shell);

  await app.whenReady();
  setupPermissions(electron.session.defaultSession);
  refuseNetwork(electron.session.defaultSession);
  setupAppProtocol(electron.protocol, await readStaticFiles(options.pages));
  const state = openStateFile(join(app.getPath('userData'), 'desktop-state.json'));
  nativeTheme.themeSource = state.current.theme;

  const endsWithWindows = options.platform !== 'darwin';
  const stateFolder = join(app.getPath('userData'), 'host');
  const running = await startHost({
    home: 'desktop',
    version: options.version,
    samples: demoSamples(app.isPackaged ? options.samples : join(options.folder, demoFolder)),
    stateFolder,
    spawn: utilityChildren(electron.utilityProcess),
    reveal: async (path) => shell.showItemInFolder(path),
    onBug: (_, error) => void crashes.bug(error),
  });
  const pages = setupPages(electron.ipcMain, () => undefined);

  const quitting = setupQuitQuestion(app, dialog, () => lossesOf(running.host.jobs.list()));
  const windows = setupWindows<Window>({
    create: (windowOptions) => new electron.BrowserWindow(windowOptions),
    workAreas: () => {
      const first = electron.screen.getPrimaryDisplay().workArea;
      return [first, ...electron.screen.getAllDisplays().map(({ workArea }) => workArea)];
    },
    isDark: () => nativeTheme.shouldUseDarkColors,
    state,
    preload: options.preload,
    prepare: (window, commands) => {
      const handlers = {
        ...running.handlers,
        ...windowHandlers({
          window,
          dialog,
          commands,
          saved: running.host.saved,
          setTheme: (theme) => {
            nativeTheme.themeSource = theme;
            void state.change({ theme });
          },
        }),
        openFile: async (...[params, call]: Parameters<typeof running.handlers.openFile>) => {
          const opened = await running.handlers.openFile(params, call);
          if (opened.path !== undefined) app.addRecentDocument(opened.path);
          await drawMenu();
          return opened;
        },
      };
      pages.serve(
        window.webContents,
        createDispatcher({ contract, handlers, onBug: (_, error) => void crashes.bug(error) }),
      );
      refuseCalls(window.webContents);
      setupUnsavedChanges(window, dialog, quitting.stay);
    },
    onLastCloses: (event) => {
      if (endsWithWindows) quitting.lastWindowCloses(event);
    },
  });

  async function drawMenu(): Promise<void> {
    const recent: readonly RecentFile[] = await running.host.recent.list();
    const template = menuOf({
      isMac: options.platform === 'darwin',
      recent: recent.map(({ path }) => path),
      newWindow: () => void windows.openWindow(),
      openRecent: (path) => windows.openFiles([path]),
      send: (command) => windows.front().push(command),
      about: () => app.showAboutPanel(),
      copyDetails: crashes.copyDetails,
      openLink: (address) => openLink(shell, address),
    });
    electron.Menu.setApplicationMenu(electron.Menu.buildFromTemplate(template));
  }

  await drawMenu();
  app.on('activate', () => {
    if (windows.count === 0) windows.openWindow();
  });
  app.on('window-all-closed', () => {
    if (endsWithWindows) app.quit();
  });
  let isClosed = false;
  app.on('will-quit', (event) => {
    if (isClosed) return;
    event.preventDefault();
    void running.close().finally(() => {
      isClosed = true;
      app.quit();
    });
  });
  openFiles = windows.openFiles;
  windows.openFiles(early);
}
