import { isOurPage } from './app-protocol.ts';
import { type LinkShell, openLink } from './external-links.ts';

interface Preventable {
  preventDefault(): void;
}

interface Contents {
  on(event: 'will-frame-navigate', listener: (event: Preventable & { url: string }) => void): unknown;
  on(event: 'will-redirect', listener: (event: Preventable) => void): unknown;
  on(event: 'will-attach-webview', listener: (event: Preventable) => void): unknown;
  setWindowOpenHandler(handler: (details: { url: string }) => { action: 'deny' }): void;
}

export interface NavigationApp {
  on(event: 'web-contents-created', listener: (event: unknown, contents: Contents) => void): unknown;
}

/**
 * No page goes anywhere: a window shows ours, or loads it again, until it closes. Allowed links open in the user's
 * browser; dropped files, which a browser would show instead of the page, do nothing.
 */
export function setupNavigation(app: NavigationApp, shell: LinkShell): void {
  app.on('web-contents-created', (_event, contents) => {
    const refuse = (event: Preventable) => event.preventDefault();
    contents.on('will-frame-navigate', (event) => {
      if (isOurPage(event.url)) return;
      refuse(event);
      openLink(shell, event.url);
    });
    contents.on('will-redirect', refuse);
    contents.on('will-attach-webview', refuse);
    contents.setWindowOpenHandler(({ url }) => {
      openLink(shell, url);
      return { action: 'deny' };
    });
  });
}
