import { type Api, createApi } from '../../shared/index.ts';
import { desktopChannel } from './desktop-channel.ts';
import { type ConnectionState, studioChannel } from './studio-channel.ts';

/** What the pages talk to, and whether it is there. */
export interface HostConnection {
  readonly api: Api;
  /** Called at once, and with each change: `lost` while trying again, `refused` when only a new address helps. */
  onState(listener: (state: ConnectionState) => void): void;
}

/** The host behind these pages: over IPC in the desktop program, over a WebSocket in the studio. Called once. */
export function connect(): HostConnection {
  const desktop = desktopChannel();
  if (desktop) return { api: createApi(desktop), onState: (listener) => listener('connected') };
  const channel = studioChannel();
  return { api: createApi(channel), onState: channel.onState };
}
