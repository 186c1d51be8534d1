import { SecateurError } from '../../../core/essentials.ts';
import {
  type Channel,
  closeCodes,
  decodeMessage,
  encodeMessage,
  type Hello,
  type Reply,
  socketPath,
  type Welcome,
} from '../../shared/index.ts';

export type ConnectionState = 'connecting' | 'connected' | 'lost' | 'refused';

/** A channel that knows how it is. */
export interface StudioChannel extends Channel {
  /** Called at once, and with each change: `lost` while trying again, `refused` when only a new address helps. */
  onState(listener: (state: ConnectionState) => void): void;
}

const keyName = 'secateur.key';
const firstPauseMs = 250;
const longestPauseMs = 5000;

/**
 * The way to `secateur studio`. The token in the address's fragment, which no server and no other site gets to see, is exchanged
 * for a key, and leaves the address bar; the key is kept for this origin, so that reloads and other tabs are admitted too. A
 * lost connection is made again by itself; calls wait for the first one, and afterwards fail while there is none.
 */
export function studioChannel(): StudioChannel {
  let state: ConnectionState = 'connecting';
  let secret = takeToken() ?? localStorage.getItem(keyName) ?? '';
  let socket: WebSocket | undefined;
  let pauseMs = firstPauseMs;
  let listeners: Parameters<Channel['listen']>[0] | undefined;
  const stateListeners = new Set<(state: ConnectionState) => void>();
  /** Calls from before the first welcome. */
  let early: Uint8Array<ArrayBuffer>[] = [];

  const change = (next: ConnectionState): void => {
    state = next;
    for (const listener of stateListeners) listener(state);
  };
  const welcome = ({ key }: Welcome): void => {
    secret = key;
    localStorage.setItem(keyName, key);
    pauseMs = firstPauseMs;
    for (const bytes of early) socket!.send(bytes);
    early = [];
    change('connected');
  };
  /** Of a studio that was started since, and has admitted another tab. */
  const takeNewerKey = (): boolean => {
    const newer = localStorage.getItem(keyName);
    if (newer === null || newer === secret) {
      localStorage.removeItem(keyName);
      return false;
    }
    secret = newer;
    return true;
  };
  const lose = (code: number): void => {
    socket = undefined;
    early = [];
    const isRefused = code === closeCodes.notAdmitted && !takeNewerKey();
    change(isRefused ? 'refused' : 'lost');
    listeners?.onLost(notThere(state));
    if (isRefused) return;
    setTimeout(open, pauseMs);
    pauseMs = Math.min(2 * pauseMs, longestPauseMs);
  };
  const open = (): void => {
    const opened = new WebSocket(`ws://${location.host}${socketPath}`);
    opened.binaryType = 'arraybuffer';
    opened.onopen = () => opened.send(encodeMessage({ kind: 'hello', secret } satisfies Hello));
    opened.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
      const message = decodeMessage(new Uint8Array(data)) as Welcome | Reply;
      if (message.kind === 'welcome') welcome(message);
      else listeners?.onReply(message);
    };
    opened.onclose = ({ code }) => lose(code);
    socket = opened;
  };
  open();

  return {
    listen: (given) => {
      listeners = given;
    },
    send: (request) => {
      const bytes = encodeMessage(request);
      if (state === 'connecting') early.push(bytes);
      else if (state === 'connected') socket!.send(bytes);
      else throw notThere(state);
    },
    onState: (listener) => {
      stateListeners.add(listener);
      listener(state);
    },
  };
}

/** Taken out of the address, where it would stay in the history. */
function takeToken(): string | undefined {
  const token = location.hash.slice(1);
  if (!/^[\w-]{40,}$/.test(token)) return undefined;
  history.replaceState(null, '', location.pathname + location.search);
  return token;
}

function notThere(state: ConnectionState): SecateurError {
  return state === 'refused'
    ? new SecateurError('PROVIDER_FAILED', 'This page is not admitted. Open the address that `secateur studio` prints.')
    : new SecateurError('PROVIDER_FAILED', 'The studio does not answer. Is `secateur studio` still running?');
}
