import { EventEmitter } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { requestChannel } from '../../desktop/main/channel-names.ts';
import { setupPages } from '../../desktop/main/serve-pages.ts';
import { encodeMessage, messageLimits } from '../../desktop/shared/index.ts';
import { FakeContents } from './fake-window.ts';

function conversation() {
  const ipc = new EventEmitter();
  const refused: string[] = [];
  const received: unknown[] = [];
  const connections: { open: boolean }[] = [];
  const dispatcher = {
    connect: (send: (reply: { kind: 'result'; id: number; result: unknown }) => void) => {
      const connection = { open: true };
      connections.push(connection);
      return {
        receive: (message: unknown) => {
          if (message === 'nonsense') throw new Error('no request');
          received.push(message);
          send({ kind: 'result', id: 1, result: message });
        },
        close: () => {
          connection.open = false;
        },
      };
    },
  };
  const contents = new FakeContents();
  const pages = setupPages(ipc, (reason) => refused.push(reason));
  pages.serve(contents, dispatcher);
  const say = (bytes: unknown, from: object = contents, frame: { url: string } | null = contents.mainFrame) =>
    ipc.emit(requestChannel, { sender: from, senderFrame: frame }, bytes);
  return { contents, say, received, refused, connections };
}

describe('messages from pages', () => {
  test('are decoded, answered, and answered only to who asked', () => {
    const { say, received, contents } = conversation();
    say(encodeMessage({ a: 1 }));
    expect(received).toEqual([{ a: 1 }]);
    expect(contents.sent).toEqual([{ kind: 'result', id: 1, result: { a: 1 } }]);
  });

  test('are ignored from frames, other pages and windows that are not ours', () => {
    const { say, received, refused, contents } = conversation();
    const bytes = encodeMessage({});
    say(bytes, contents, { url: 'secateur://app/' });
    say(bytes, contents, null);
    say(bytes, new FakeContents());
    contents.mainFrame.url = 'https://example.org/';
    say(bytes);
    contents.mainFrame.url = 'secateur://app.example.org/';
    say(bytes);
    contents.mainFrame.url = 'secateur://app/other.html';
    say(bytes);
    expect(received).toEqual([]);
    expect(refused).toHaveLength(6);
  });

  test('that are no bytes, no message, too large or no request end the conversation until the page is loaded again', () => {
    const tooLarge = new Uint8Array(messageLimits.maximumBytes + 1);
    for (const bad of ['text', { length: 4 }, new Uint8Array(3), tooLarge, encodeMessage('nonsense')]) {
      const { say, received, refused, contents, connections } = conversation();
      say(encodeMessage(1));
      say(bad);
      say(encodeMessage(2));
      expect(received).toEqual([1]);
      expect(refused).toHaveLength(1);
      expect(connections).toEqual([{ open: false }]);
      contents.emit('did-navigate');
      say(encodeMessage(3));
      expect(received).toEqual([1, 3]);
    }
  });

  test('begin a new conversation when the page was loaded again or crashed, and none when its window is gone', () => {
    const { say, contents, connections, received } = conversation();
    say(encodeMessage(1));
    contents.emit('did-navigate');
    say(encodeMessage(2));
    contents.emit('render-process-gone');
    say(encodeMessage(3));
    expect(connections).toEqual([{ open: false }, { open: false }, { open: true }]);
    contents.destroyed = true;
    contents.emit('destroyed');
    say(encodeMessage(4));
    expect(connections.every(({ open }) => !open)).toBe(true);
    expect(received).toEqual([1, 2, 3]);
  });
});
