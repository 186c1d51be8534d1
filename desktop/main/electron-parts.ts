import type { ProtocolHandlers, SchemeRegistry } from './app-protocol.ts';
import type { CrashApp, CrashDialog, TextClipboard } from './crash-reports.ts';
import type { LinkShell } from './external-links.ts';
import type { MenuEntry } from './menu.ts';
import type { NavigationApp } from './navigation.ts';
import type { NetworkContents, NetworkSession } from './network.ts';
import type { OpenedFilesApp } from './opened-files.ts';
import type { PermissionSession } from './permissions.ts';
import type { QuitDialog, QuittingApp } from './quit-question.ts';
import type { Contents, PagesIpc } from './serve-pages.ts';
import type { Rectangle, Theme } from './state-file.ts';
import type { UnloadingContents, UnsavedDialog } from './unsaved-changes.ts';
import type { UtilityProcess } from './utility-children.ts';
import type { FileDialog } from './window-handlers.ts';
import type { AppWindow, WindowOptions } from './windows.ts';

export interface PageWindow extends AppWindow {
  readonly webContents: Contents & UnloadingContents & NetworkContents;
}

interface WholeApp extends NavigationApp, CrashApp, OpenedFilesApp, QuittingApp {
  readonly isPackaged: boolean;
  setName(name: string): void;
  enableSandbox(): void;
  whenReady(): Promise<void>;
  getPath(name: 'userData'): string;
  addRecentDocument(path: string): void;
  showAboutPanel(): void;
  quit(): void;
  on: NavigationApp['on'] &
    CrashApp['on'] &
    OpenedFilesApp['on'] &
    QuittingApp['on'] &
    ((event: 'activate', listener: () => void) => unknown) &
    ((event: 'window-all-closed', listener: () => void) => unknown) &
    ((event: 'will-quit', listener: (event: { preventDefault(): void }) => void) => unknown);
}

interface Display {
  readonly workArea: Rectangle;
}

/** What the desktop app uses of the `electron` module, of which `main.ts` hands over the real one and tests a small one. */
export interface ElectronParts<Window extends PageWindow, Menu> {
  readonly app: WholeApp;
  readonly BrowserWindow: new (options: WindowOptions) => Window;
  readonly clipboard: TextClipboard;
  readonly dialog: CrashDialog & FileDialog<Window> & UnsavedDialog<Window> & QuitDialog;
  readonly ipcMain: PagesIpc;
  readonly Menu: {
    buildFromTemplate(template: MenuEntry[]): Menu;
    setApplicationMenu(menu: Menu): void;
  };
  readonly nativeTheme: { themeSource: Theme; readonly shouldUseDarkColors: boolean };
  readonly protocol: SchemeRegistry & ProtocolHandlers;
  readonly screen: { getPrimaryDisplay(): Display; getAllDisplays(): Display[] };
  readonly session: { readonly defaultSession: PermissionSession & NetworkSession };
  readonly shell: LinkShell & { showItemInFolder(path: string): void };
  readonly utilityProcess: UtilityProcess;
}
