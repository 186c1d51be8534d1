import type { MenuItemName, WindowCommand } from '../../shared/index.ts';
import { isDesktop } from '../connection/index.ts';
import { api } from '../state/api.ts';
import { openPath } from '../state/documents.ts';
import { goTo } from '../state/navigation.ts';
import { theme } from '../state/theme.ts';
import { shortcuts } from './shortcuts.ts';

/** The shortcut that does the same. */
const keys: Readonly<Record<MenuItemName, string>> = {
  open: 'o',
  closeDocument: 'x',
  reveal: 'f',
  nextTheme: 't',
  shortcuts: '?',
};

/** In the desktop program: does what the window's menu and the system ask, and tells the window of the theme. */
export function followWindow(): void {
  if (!isDesktop()) return;
  void api().watchCommands({}, { onUpdate: (command) => void follow(command) });
  theme.subscribe((chosen) => void api().setTheme({ theme: chosen }));
}

async function follow(command: WindowCommand): Promise<void> {
  if (command.kind === 'open') await openPath(command.path);
  else if (command.kind === 'view') goTo(command.view);
  else shortcuts.find(({ key }) => key === keys[command.item])?.run();
}
