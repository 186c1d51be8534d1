import { type Api, type Channel, createApi } from '../../shared/index.ts';
import { type ConnectionState, studioChannel } from './studio-channel.ts';

/** What the pages talk to, and whether it is there. */
export interface HostConnection {
  readonly api: Api;
  /** Called at once, and with each change: `lost` while trying again, `refused` when only a new address helps. */
  onState(listener: (state: ConnectionState) => void): void;
}

declare global {
  interface Window {
    /** Put there by Electron's preload: the contract over IPC. */
    readonly secateurChannel?: Channel;
  }
}

/** The host behind these pages: over IPC in the desktop program, over a WebSocket in the studio. Called once. */
export function connect(): HostConnection {
  const ipc = window.secateurChannel;
  if (ipc) return { api: createApi(ipc), onState: (listener) => listener('connected') };
  const channel = studioChannel();
  return { api: createApi(channel), onState: channel.onState };
}
