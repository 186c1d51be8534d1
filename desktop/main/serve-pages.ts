import { messageOf, SecateurError } from '../../core/index.ts';
import type { Connection, Dispatcher } from '../host/index.ts';
import { decodeMessage, encodeMessage, messageLimits, type Reply } from '../shared/index.ts';
import { isOurPage } from './app-protocol.ts';
import { replyChannel, requestChannel } from './channel-names.ts';

interface Frame {
  readonly url: string;
}

/** The part of a window that its page lives in. */
export interface Contents {
  readonly mainFrame: Frame;
  send(channel: string, bytes: Uint8Array): void;
  isDestroyed(): boolean;
  on(event: 'did-navigate', listener: () => void): unknown;
  on(event: 'render-process-gone', listener: () => void): unknown;
  on(event: 'destroyed', listener: () => void): unknown;
}

export interface PagesIpc {
  on(
    channel: string,
    listener: (event: { readonly sender: object; readonly senderFrame: Frame | null }, bytes: unknown) => void,
  ): unknown;
}

/**
 * Carries the contract over IPC. Only the main frames of windows that were named by `serve`, while they show our page, are
 * listened to; what they send is bytes, decoded within limits and then checked by the dispatcher.
 */
export function setupPages(ipcMain: PagesIpc, onRefused: (reason: string) => void) {
  const pages = new Map<object, (bytes: unknown) => void>();
  ipcMain.on(requestChannel, ({ sender, senderFrame }, bytes) => {
    const receive = pages.get(sender);
    const { mainFrame } = sender as Partial<Contents>;
    if (!receive || senderFrame === null || senderFrame !== mainFrame) return onRefused('no page of ours');
    if (!isOurPage(senderFrame.url)) return onRefused(`a page of ${originOf(senderFrame.url)}`);
    receive(bytes);
  });
  return {
    serve(contents: Contents, dispatcher: Dispatcher): void {
      const page = conversation(contents, dispatcher, onRefused);
      pages.set(contents, page.receive);
      contents.on('did-navigate', page.end);
      contents.on('render-process-gone', page.end);
      contents.on('destroyed', () => {
        pages.delete(contents);
        page.end();
      });
    },
  };
}

/** One connection for each time that the page is loaded; a page that talks nonsense is no longer listened to. */
function conversation(contents: Contents, dispatcher: Dispatcher, onRefused: (reason: string) => void) {
  let connection: Connection | undefined;
  let isOver = false;
  const send = (reply: Reply) => {
    if (!contents.isDestroyed()) contents.send(replyChannel, encodeMessage(reply));
  };
  return {
    receive(bytes: unknown): void {
      if (isOver) return;
      try {
        if (!(bytes instanceof Uint8Array)) throw new SecateurError('FORMAT_INVALID', 'A message is no bytes.');
        connection ??= dispatcher.connect(send);
        connection.receive(decodeMessage(bytes, messageLimits));
      } catch (error) {
        isOver = true;
        connection?.close();
        onRefused(messageOf(error));
      }
    },
    end(): void {
      connection?.close();
      connection = undefined;
      isOver = false;
    },
  };
}

function originOf(address: string): string {
  return URL.canParse(address) ? new URL(address).protocol + new URL(address).host : 'nowhere';
}
