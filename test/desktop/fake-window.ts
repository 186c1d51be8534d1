import { EventEmitter } from 'node:events';
import type { PageWindow } from '../../desktop/main/electron-parts.ts';
import type { Rectangle } from '../../desktop/main/state-file.ts';
import type { WindowOptions } from '../../desktop/main/windows.ts';
import { decodeMessage, type Reply } from '../../desktop/shared/index.ts';

export class FakeContents extends EventEmitter {
  readonly mainFrame = { url: 'secateur://app/' };
  readonly sent: Reply[] = [];
  destroyed = false;
  /** Hears what the page is sent, as it is sent. */
  onSend: (bytes: Uint8Array) => void = () => {};
  reloads = 0;
  openHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' });
  send(_channel: string, bytes: Uint8Array) {
    this.sent.push(decodeMessage(bytes) as Reply);
    this.onSend(bytes);
  }
  calls: string[] = [];
  setWebRTCIPHandlingPolicy(policy: string) {
    this.calls.push(policy);
  }
  isDestroyed() {
    return this.destroyed;
  }
  reload() {
    this.reloads += 1;
  }
  setWindowOpenHandler(handler: (details: { url: string }) => { action: 'deny' }) {
    this.openHandler = handler;
  }
}

export class FakeWindow extends EventEmitter implements PageWindow {
  readonly webContents = new FakeContents();
  readonly calls: string[] = [];
  bounds: Rectangle;
  address = '';
  maximized = false;
  minimized = false;
  readonly options: WindowOptions;
  constructor(options: WindowOptions) {
    super();
    this.options = options;
    const { x, y, width, height } = options;
    this.bounds = { x, y, width, height };
  }
  async loadURL(address: string) {
    this.address = address;
  }
  getNormalBounds() {
    return this.bounds;
  }
  isMaximized() {
    return this.maximized;
  }
  isMinimized() {
    return this.minimized;
  }
  maximize() {
    this.maximized = true;
  }
  restore() {
    this.minimized = false;
  }
  show() {
    this.calls.push('show');
  }
  focus() {
    this.calls.push('focus');
    this.emit('focus');
  }
}
