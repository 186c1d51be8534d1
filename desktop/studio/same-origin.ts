import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a request was addressed to us by one of our own names. A page of somebody's whose name was made to point here (DNS
 * rebinding) sends its own name.
 */
export function isForUs({ host }: IncomingHttpHeaders, port: number): boolean {
  return host === `127.0.0.1:${port}` || host === `localhost:${port}`;
}

/** Whether it comes from a page of ours. Browsers say so with every WebSocket; who does not say is no page. */
export function isFromUs({ host, origin }: IncomingHttpHeaders, port: number): boolean {
  return isForUs({ host }, port) && origin === `http://${host}`;
}
