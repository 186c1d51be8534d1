import type { Api } from '../shared/index.ts';

/** Replaced by the transport of the studio and of the app. */
export function connectHost(): Api {
  const unreachable = () => Promise.reject(new Error('No host is connected.'));
  return new Proxy({} as Api, { get: () => unreachable });
}
