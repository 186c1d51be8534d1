import { aborted, refusal } from './failures.ts';
import { isPlain, type Transfer } from './transfer.ts';

export type Answer =
  | { readonly kind: 'unchanged' }
  /** From `startByte` on; 0 unless what follows the beginning was asked for. */
  | { readonly kind: 'body'; readonly response: Response; readonly startByte: number }
  /** The beginning is none of this file. */
  | { readonly kind: 'other file' }
  | { readonly kind: 'try later'; readonly status: number }
  | { readonly kind: 'unreachable'; readonly error: unknown };

/**
 * Asks for a file, for the rest of it (RFC 9110: `Range` on condition of `If-Range`), or whether it is still the one that is here.
 * @throws ABORTED, FILE_NOT_FOUND, FILE_UNREADABLE.
 */
export async function ask(
  url: string,
  beginning: Transfer | undefined,
  { fetch, signal }: { readonly fetch: typeof globalThis.fetch; readonly signal: AbortSignal | undefined },
): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(url, {
      // The browser's own cache must neither answer for the server nor keep everything a second time.
      cache: beginning ? 'no-store' : 'no-cache',
      ...(beginning && { headers: conditionsOf(beginning) }),
      ...(signal && { signal }),
    });
  } catch (error) {
    if (signal?.aborted) throw aborted(url);
    return { kind: 'unreachable', error };
  }
  const { status } = response;
  if (status === 304 && beginning && isWhole(beginning)) return { kind: 'unchanged' };
  if (status === 206 && beginning && !isWhole(beginning) && continues(response.headers, beginning)) {
    return { kind: 'body', response, startByte: beginning.receivedBytes };
  }
  if (response.ok && status !== 206) return { kind: 'body', response, startByte: 0 };
  await dismiss(response);
  // 412 and 416: the condition fails, or the file has become shorter than its beginning.
  if (beginning && [206, 304, 412, 416].includes(status)) return { kind: 'other file' };
  if ([408, 425, 429].includes(status) || status >= 500) return { kind: 'try later', status };
  throw refusal(url, status);
}

function isWhole({ totalBytes, receivedBytes }: Transfer): boolean {
  return receivedBytes === totalBytes;
}

function conditionsOf(beginning: Transfer): Record<string, string> {
  const { etag, lastModified } = beginning;
  if (!isWhole(beginning)) return { range: `bytes=${beginning.receivedBytes}-`, 'if-range': etag! };
  if (etag !== undefined) return { 'if-none-match': etag };
  return lastModified === undefined ? {} : { 'if-modified-since': lastModified };
}

/** What another origin does not show of its headers has to be taken on trust; what it shows has to fit. */
function continues(headers: Headers, { etag, totalBytes, receivedBytes }: Transfer): boolean {
  const range = headers.get('content-range');
  const length = headers.get('content-length');
  if (range !== null) {
    const [, start, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(range) ?? [];
    if (Number(start) !== receivedBytes || (total !== '*' && Number(total) !== totalBytes)) return false;
  } else if (length === null || receivedBytes + Number(length) !== totalBytes) return false;
  return (headers.get('etag') ?? etag) === etag && isPlain(headers);
}

async function dismiss(response: Response): Promise<void> {
  await response.body?.cancel().catch(() => undefined);
}
