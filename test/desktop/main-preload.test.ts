import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { replyChannel, requestChannel } from '../../desktop/main/channel-names.ts';

const path = new URL('../../desktop/preload/preload.cjs', import.meta.url);

/** Runs the preload script as a sandboxed page would: nothing to require but Electron. */
function preload() {
  const exposed: Record<string, Record<string, (...values: unknown[]) => unknown>> = {};
  const sent: unknown[] = [];
  const listeners = new Map<string, (event: unknown, bytes: unknown) => void>();
  const electron = {
    contextBridge: {
      exposeInMainWorld: (name: string, api: (typeof exposed)[string]) => {
        exposed[name] = api;
      },
    },
    ipcRenderer: {
      send: (...message: unknown[]) => sent.push(message),
      on: (channel: string, listener: (event: unknown, bytes: unknown) => void) => listeners.set(channel, listener),
    },
    webUtils: { getPathForFile: (file: { name: string }) => `/dropped/${file.name}` },
  };
  const require = (name: string) => {
    if (name !== 'electron') throw new Error(`a sandboxed preload has no ${name}`);
    return electron;
  };
  new Function('require', 'exports', readFileSync(path, 'utf8'))(require, {});
  return { exposed, sent, listeners };
}

test('the preload script gives pages a channel for bytes and paths of dropped files, and nothing of Electron', () => {
  const { exposed, sent, listeners } = preload();
  expect(Object.keys(exposed)).toEqual(['secateurDesktop']);
  const api = exposed['secateurDesktop']!;
  expect(Object.keys(api).sort()).toEqual(['listen', 'pathOf', 'send']);

  api['send']!('bytes');
  expect(sent).toEqual([[requestChannel, 'bytes']]);

  const heard: unknown[][] = [];
  api['listen']!((...values: unknown[]) => heard.push(values));
  expect([...listeners.keys()]).toEqual([replyChannel]);
  listeners.get(replyChannel)!({ sender: 'what pages must not get' }, 'answer');
  expect(heard).toEqual([['answer']]);

  expect(api['pathOf']!({ name: 'a.onnx' })).toBe('/dropped/a.onnx');
});
