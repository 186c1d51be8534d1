import type { Api } from '../../shared/index.ts';

let connected: Api | undefined;

/** Once, before anything is drawn. */
export function setApi(api: Api): void {
  connected = api;
}

/** What the host offers; every view asks through it. */
export function api(): Api {
  if (!connected) throw new Error('The pages are drawn before setApi.');
  return connected;
}
