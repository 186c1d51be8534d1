import { type Channel, decodeMessage, encodeMessage, type Reply } from '../../shared/index.ts';

/** What Electron's preload script puts there: a way for bytes, and the paths of files that were dropped. */
interface SecateurDesktop {
  send(bytes: Uint8Array): void;
  listen(onReply: (bytes: Uint8Array) => void): void;
  pathOf(file: File): string;
}

declare global {
  interface Window {
    readonly secateurDesktop?: SecateurDesktop;
  }
}

/** The way to the host in the desktop program, over IPC; undefined in a browser. It is there as long as the page is. */
export function desktopChannel(): Channel | undefined {
  const desktop = window.secateurDesktop;
  return (
    desktop && {
      send: (request) => desktop.send(encodeMessage(request)),
      listen: ({ onReply }) => desktop.listen((bytes) => onReply(decodeMessage(bytes) as Reply)),
    }
  );
}

/** Whether this page is in a window of the desktop program. */
export const isDesktop = (): boolean => window.secateurDesktop !== undefined;

/** Where a dropped file lies; undefined in a browser, and for files that lie nowhere. */
export function pathOfDropped(file: File): string | undefined {
  return window.secateurDesktop?.pathOf(file) || undefined;
}
