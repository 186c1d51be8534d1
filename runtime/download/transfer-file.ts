import type { SecateurError } from '../../core/essentials.ts';
import { ask } from './ask.ts';
import { aborted, cutShort, refusal, strangeOrigin, unreachable } from './failures.ts';
import { receive, type Transfer, transferOf } from './transfer.ts';

export interface TransferTools {
  readonly fetch: typeof globalThis.fetch;
  readonly signal: AbortSignal | undefined;
  readonly pausesMs: readonly number[];
  /** Before the first piece, and after each. */
  readonly onReceived: (transfer: Transfer, piece?: Uint8Array) => Promise<void>;
  /** What has come when the connection broke, where it can go on from there. */
  readonly onBroken: (transfer: Transfer) => Promise<void>;
}

export type Transferred =
  /** The beginning was the whole file, and still is. */
  | { readonly kind: 'unchanged'; readonly requests: number }
  | { readonly kind: 'whole'; readonly requests: number; readonly transfer: Transfer; readonly wasResumed: boolean }
  /** No server, or none that answers; the others are thrown. */
  | { readonly kind: 'failed'; readonly requests: number; readonly reason: SecateurError };

/**
 * A file from a server, from where it was interrupted on. A connection that breaks, and a server that is busy or out of
 * order, are tried again a few times; a server that cannot be reached at the first attempt is not.
 * @param beginning what is here already, of this version or another
 * @throws ABORTED, and what `ask` throws.
 */
export async function transferFile(
  url: string,
  beginning: Transfer | undefined,
  { fetch, signal, pausesMs, onReceived, onBroken }: TransferTools,
): Promise<Transferred> {
  let transfer = beginning;
  let wasResumed = false;
  let asksPlainly = false;
  let requests = 0;
  for (let failures = 0; ; ) {
    const asked = asksPlainly ? undefined : transfer;
    const answer = await ask(url, asked, { fetch, signal });
    requests++;
    let reason: () => SecateurError | Promise<SecateurError>;
    if (answer.kind === 'unchanged') return { kind: 'unchanged', requests };
    if (answer.kind === 'other file') {
      transfer = undefined;
      continue;
    }
    if (answer.kind === 'unreachable') {
      // Servers of other origins may permit plain requests only.
      if (asked && strangeOrigin(url) !== undefined) {
        asksPlainly = true;
        continue;
      }
      reason = () => unreachable(url, answer.error, fetch);
      if (requests <= 2 && failures === 0) return { kind: 'failed', requests, reason: await reason() };
    } else if (answer.kind === 'try later') {
      reason = () => refusal(url, answer.status);
    } else {
      if (answer.startByte > 0) wasResumed = true;
      const current = answer.startByte > 0 ? transfer! : transferOf(answer.response);
      await onReceived(current);
      const isWhole = await receive(answer.response, current, (piece) => onReceived(current, piece));
      if (isWhole) return { kind: 'whole', requests, transfer: current, wasResumed };
      const { isResumable, receivedBytes, totalBytes } = current;
      const canGoOn = isResumable && receivedBytes > 0 && receivedBytes < totalBytes!;
      if (canGoOn) await onBroken(current);
      transfer = canGoOn ? current : undefined;
      reason = () => cutShort(url, receivedBytes, totalBytes);
    }
    asksPlainly = false;
    const pauseMs = pausesMs[failures++];
    if (pauseMs === undefined) return { kind: 'failed', requests, reason: await reason() };
    await pause(pauseMs, signal);
    if (signal?.aborted) throw aborted(url);
  }
}

/** Ends early when the signal is given. */
function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal?.addEventListener('abort', end);
  });
}
