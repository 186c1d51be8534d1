import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a request was addressed to us by one of our own names. A page of somebody's whose name was made to point here (DNS
 * rebinding) sends its own name.
 */
export function isForUs({ host }: IncomingHttpHeaders, port: number): boolean {
  // Browsers leave the port of plain HTTP out, as URL does.
  return ['127.0.0.1', 'localhost'].some((name) => host === new URL(`http://${name}:${port}`).host);
}

/** Whether it comes from a page of ours. Browsers say so with every WebSocket; who does not say is no page. */
export function isFromUs({ host, origin }: IncomingHttpHeaders, port: number): boolean {
  return isForUs({ host }, port) && origin === `http://${host}`;
}
