import { startPage } from './app-protocol.ts';
import type { Rectangle, StateFile } from './state-file.ts';
import { type WindowCommands, windowCommands } from './window-commands.ts';
import { smallestWindow, type WebPreferences, webPreferencesOf } from './window-options.ts';
import { windowPlace } from './window-place.ts';

/** The part of Electron's `BrowserWindow` that is used here. */
export interface AppWindow {
  on(event: 'ready-to-show', listener: () => void): unknown;
  on(event: 'close', listener: (event: { preventDefault(): void }) => void): unknown;
  on(event: 'closed', listener: () => void): unknown;
  on(event: 'focus', listener: () => void): unknown;
  loadURL(address: string): Promise<void>;
  getNormalBounds(): Rectangle;
  isMaximized(): boolean;
  isMinimized(): boolean;
  maximize(): void;
  restore(): void;
  show(): void;
  focus(): void;
}

export interface WindowOptions extends Rectangle {
  readonly minWidth: number;
  readonly minHeight: number;
  readonly title: string;
  readonly show: boolean;
  readonly backgroundColor: string;
  readonly webPreferences: WebPreferences;
}

export interface WindowsOptions<Window extends AppWindow> {
  readonly create: (options: WindowOptions) => Window;
  /** Of the screens, the first one first. */
  readonly workAreas: () => readonly Rectangle[];
  readonly isDark: () => boolean;
  readonly state: StateFile;
  /** Path of the preload script. */
  readonly preload: string;
  /** Gives a new window its page's services, before the page is loaded. */
  readonly prepare: (window: Window, commands: WindowCommands) => void;
  /** May keep the last window. */
  readonly onLastCloses: (event: { preventDefault(): void }) => void;
}

/** What a window shows until its page is there. */
const backgrounds = { light: '#ffffff', dark: '#16181d' } as const;

/** The windows that are open; each has one page, which keeps its own state. */
export function setupWindows<Window extends AppWindow>(options: WindowsOptions<Window>) {
  const { create, workAreas, isDark, state, preload, prepare, onLastCloses } = options;
  const windows = new Map<Window, WindowCommands>();
  /** Those used last at the end. */
  const used = (window: Window) => {
    const commands = windows.get(window);
    if (!commands) return;
    windows.delete(window);
    windows.set(window, commands);
  };

  function openWindow(): WindowCommands {
    const { window: last } = state.current;
    const taken = [...windows.keys()].map((each) => each.getNormalBounds());
    const window = create({
      ...windowPlace(last?.bounds, workAreas(), taken),
      minWidth: smallestWindow.width,
      minHeight: smallestWindow.height,
      title: 'Secateur',
      show: false,
      backgroundColor: backgrounds[isDark() ? 'dark' : 'light'],
      webPreferences: webPreferencesOf(preload),
    });
    const commands = windowCommands();
    windows.set(window, commands);
    window.on('ready-to-show', () => {
      if (last?.maximized && taken.length === 0) window.maximize();
      window.show();
    });
    window.on('focus', () => used(window));
    window.on('close', (event) => {
      if (windows.size === 1) onLastCloses(event);
      void state.change({ window: { bounds: window.getNormalBounds(), maximized: window.isMaximized() } });
    });
    window.on('closed', () => windows.delete(window));
    prepare(window, commands);
    void window.loadURL(startPage);
    return commands;
  }

  function front(): WindowCommands {
    const last = [...windows].at(-1);
    if (!last) return openWindow();
    const [window, commands] = last;
    if (window.isMinimized()) window.restore();
    window.focus();
    return commands;
  }

  return {
    openWindow,
    /** The window used last; a new one where there is none. */
    front,
    /** Opens files in the window in front. */
    openFiles(paths: readonly string[]): void {
      const commands = front();
      for (const path of paths) commands.push({ kind: 'open', path });
    },
    get count(): number {
      return windows.size;
    },
  };
}
