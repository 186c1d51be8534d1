import { messageOf } from '../../core/essentials.ts';
import { type DownloadHead, type DownloadStore, isSameHead, joinedBytes, type KeptDownload } from './store.ts';
import { headOf, type Transfer } from './transfer.ts';

/** So many bytes are kept at a time: each part costs a transaction, and so much at most is lost when a page is closed. */
const partBytes = 4 * 2 ** 20;

/** A store that only helps: where it fails, the download goes on without it. */
export interface Keeper {
  read(): Promise<KeptDownload | undefined>;
  /** Keeps what has come since the last time, once that is much; `all` for however little it is. */
  save(transfer: Transfer, all: boolean): Promise<void>;
  remove(): Promise<void>;
  /** Why the file is not kept. */
  reason(): string | undefined;
}

export function keeperOf(url: string, store: DownloadStore | undefined, whyNoStore: string | undefined): Keeper {
  let working = store;
  let reason = whyNoStore;
  let saved: { readonly head: DownloadHead; readonly bytes: number } | undefined;
  const attempt = async <Result>(work: (store: DownloadStore) => Promise<Result>) => {
    try {
      return working && (await work(working));
    } catch (error) {
      working = undefined;
      reason = messageOf(error);
      return undefined;
    }
  };
  return {
    read: async () => {
      const kept = await attempt((open) => open.read(url));
      if (kept) saved = { head: kept, bytes: kept.bytes.length };
      return kept;
    },
    save: async (transfer, all) => {
      if (!transfer.mayBeKept) reason = 'the server forbids it (Cache-Control: no-store)';
      const head = headOf(transfer);
      if (!head || !transfer.mayBeKept) return;
      const startByte = saved && transfer.isResumable && isSameHead(saved.head, head) ? saved.bytes : 0;
      const newBytes = transfer.receivedBytes - startByte;
      if (newBytes <= 0 || (!all && newBytes < partBytes)) return;
      saved = { head, bytes: transfer.receivedBytes };
      await attempt((open) => open.add(url, head, { startByte, bytes: bytesFrom(transfer, startByte) }));
    },
    remove: async () => {
      saved = undefined;
      await attempt((open) => open.remove(url));
    },
    reason: () => reason,
  };
}

function bytesFrom({ pieces, receivedBytes }: Transfer, startByte: number): Uint8Array<ArrayBuffer> {
  let first = pieces.length;
  let firstByte = receivedBytes;
  while (firstByte > startByte) firstByte -= pieces[--first]!.length;
  // A copy: what came in one piece may be a view of something larger.
  return joinedBytes(pieces.slice(first)).slice(startByte - firstByte);
}
