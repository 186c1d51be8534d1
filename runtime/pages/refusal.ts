import type { IncomingMessage } from 'node:http';
import type { Scheme } from './addresses.ts';

/**
 * Why a request is not even looked at. A `Host` that is not ours comes from a page elsewhere whose name was made to point
 * here (DNS rebinding); an `Origin` that is not ours from a page elsewhere that posts here.
 */
export function refusal(
  { headers, method }: IncomingMessage,
  hosts: ReadonlySet<string>,
  scheme: Scheme = 'http',
): { readonly status: number; readonly why: string } | undefined {
  const { host = '', origin } = headers;
  if (!hosts.has(host.toLowerCase())) return { status: 403, why: 'This server is not reached under that name.' };
  if (origin !== undefined && origin !== `${scheme}://${host.toLowerCase()}`) {
    return { status: 403, why: 'Pages from elsewhere have no business here.' };
  }
  if (method !== 'GET' && method !== 'POST') return { status: 405, why: 'Only GET and POST are understood.' };
  return undefined;
}
