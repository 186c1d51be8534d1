import type { DownloadHead, KeptDownload } from './store.ts';

/** A file as far as it has come. */
export interface Transfer {
  readonly etag?: string;
  readonly lastModified?: string;
  /** Undefined where the server does not say, or means another number: that of the compressed bytes. */
  totalBytes: number | undefined;
  /** Whether its rest can be asked for later. */
  readonly isResumable: boolean;
  /** Whether the server permits that the file is kept. */
  readonly mayBeKept: boolean;
  readonly pieces: Uint8Array<ArrayBuffer>[];
  receivedBytes: number;
}

/** A transfer that begins with this answer. */
export function transferOf({ headers }: Response): Transfer {
  const [etag, lastModified, length] = ['etag', 'last-modified', 'content-length'].map(
    (name) => headers.get(name) ?? undefined,
  );
  const totalBytes = length !== undefined && isPlain(headers) ? Number(length) : undefined;
  return {
    ...(etag !== undefined && { etag }),
    ...(lastModified !== undefined && { lastModified }),
    totalBytes,
    isResumable: totalBytes !== undefined && isStrong(etag),
    mayBeKept: !/\bno-store\b/i.test(headers.get('cache-control') ?? ''),
    pieces: [],
    receivedBytes: 0,
  };
}

/** The transfer that was interrupted, or is complete; undefined where nothing can be asked about it. */
export function keptTransfer({ bytes, ...head }: KeptDownload): Transfer | undefined {
  const isResumable = isStrong(head.etag);
  if (bytes.length === 0 || (bytes.length < head.totalBytes && !isResumable)) return undefined;
  return { ...head, isResumable, mayBeKept: true, pieces: [bytes], receivedBytes: bytes.length };
}

/** What the server said of it; undefined while nobody knows how long the file is. */
export function headOf({ etag, lastModified, totalBytes }: Transfer): DownloadHead | undefined {
  if (totalBytes === undefined) return undefined;
  return { ...(etag !== undefined && { etag }), ...(lastModified !== undefined && { lastModified }), totalBytes };
}

/** Whether the bytes that come are those of the file, not compressed on their way. */
export function isPlain(headers: Headers): boolean {
  return (headers.get('content-encoding') ?? 'identity') === 'identity';
}

/**
 * Adds the body to the transfer, piece by piece.
 * @returns whether it came to its end
 */
export async function receive(
  { body, type }: Response,
  transfer: Transfer,
  onPiece: (piece: Uint8Array) => Promise<void>,
): Promise<boolean> {
  const wasBegun = transfer.receivedBytes > 0;
  const reader = body?.getReader();
  const next = () => reader?.read().catch(() => 'broken' as const);
  try {
    for (;;) {
      const read = await next();
      if (read === 'broken') return false;
      if (!read?.value) break;
      transfer.pieces.push(read.value);
      transfer.receivedBytes += read.value.length;
      await onPiece(read.value);
    }
  } finally {
    // Where the listener fails, nobody reads on.
    await reader?.cancel().catch(() => undefined);
  }
  const { totalBytes, receivedBytes } = transfer;
  if (totalBytes === undefined || totalBytes === receivedBytes) return true;
  // Other origins may hide that they compress what they send; the length is then that of the compressed bytes.
  if (type !== 'cors' || wasBegun) return false;
  transfer.totalBytes = undefined;
  return true;
}

/** A weak tag (`W/"…"`) may stand for other bytes of the same meaning. */
function isStrong(etag: string | undefined): boolean {
  return etag?.startsWith('"') === true;
}
