import { type MenuItemName, type ViewName, viewTitles, type WindowCommand } from '../shared/index.ts';
import { links } from './external-links.ts';

type Role =
  | 'about'
  | 'appMenu'
  | 'close'
  | 'copy'
  | 'cut'
  | 'editMenu'
  | 'paste'
  | 'quit'
  | 'recentDocuments'
  | 'clearRecentDocuments'
  | 'redo'
  | 'reload'
  | 'resetZoom'
  | 'selectAll'
  | 'togglefullscreen'
  | 'undo'
  | 'windowMenu'
  | 'zoomIn'
  | 'zoomOut';

export interface MenuEntry {
  label?: string;
  role?: Role;
  type?: 'separator';
  accelerator?: string;
  submenu?: MenuEntry[];
  click?: () => void;
}

export interface MenuActions {
  readonly isMac: boolean;
  readonly recent: readonly string[];
  readonly newWindow: () => void;
  readonly openRecent: (path: string) => void;
  readonly send: (command: WindowCommand) => void;
  readonly about: () => void;
  readonly copyDetails: () => void;
  readonly openLink: (address: string) => void;
}

const separator: MenuEntry = { type: 'separator' };

/** The application menu as data. Usual actions have Electron's roles, which know each platform's words and keys. */
export function menuOf(actions: MenuActions): MenuEntry[] {
  const { isMac } = actions;
  return [
    ...(isMac ? [{ role: 'appMenu' as const }] : []),
    file(actions),
    { role: 'editMenu' },
    view(actions),
    { role: 'windowMenu' },
    help(actions),
  ];
}

function file({ isMac, newWindow, recent, openRecent, send }: MenuActions): MenuEntry {
  const item = (label: string, name: MenuItemName, accelerator: string): MenuEntry => ({
    label,
    accelerator,
    click: () => send({ kind: 'menu', item: name }),
  });
  return {
    label: '&File',
    submenu: [
      { label: 'New Window', accelerator: 'CmdOrCtrl+N', click: newWindow },
      item('Open…', 'open', 'CmdOrCtrl+O'),
      isMac
        ? { label: 'Open Recent', role: 'recentDocuments', submenu: [{ role: 'clearRecentDocuments' }] }
        : { label: 'Open Recent', submenu: recentEntries(recent, openRecent) },
      item('Show in Its Folder', 'reveal', 'CmdOrCtrl+Shift+R'),
      separator,
      item('Close Document', 'closeDocument', 'CmdOrCtrl+Shift+W'),
      { role: 'close' },
      ...(isMac ? [] : [separator, { role: 'quit' as const }]),
    ],
  };
}

function recentEntries(recent: readonly string[], open: (path: string) => void): MenuEntry[] {
  // An ampersand would be taken for the mark of a shortcut.
  return recent.map((path) => ({ label: path.replaceAll('&', '&&'), click: () => open(path) }));
}

function view({ send }: MenuActions): MenuEntry {
  const views = Object.entries(viewTitles) as [ViewName, string][];
  return {
    label: '&View',
    submenu: [
      ...views.map(([name, label], place) => ({
        label,
        accelerator: `CmdOrCtrl+${place + 1}`,
        click: () => send({ kind: 'view', view: name }),
      })),
      separator,
      { label: 'Next Theme', click: () => send({ kind: 'menu', item: 'nextTheme' }) },
      separator,
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      separator,
      { role: 'togglefullscreen' },
      { role: 'reload' },
    ],
  };
}

function help({ isMac, send, about, copyDetails, openLink }: MenuActions): MenuEntry {
  return {
    label: '&Help',
    submenu: [
      { label: 'Keyboard Shortcuts', accelerator: 'F1', click: () => send({ kind: 'menu', item: 'shortcuts' }) },
      { label: 'ONNX Runtime', click: () => openLink(links.onnxRuntime) },
      separator,
      { label: 'Copy Details for a Report', click: copyDetails },
      ...(isMac ? [] : [{ label: 'About Secateur', click: about }]),
    ],
  };
}
