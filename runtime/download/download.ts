import { isSecateurError } from '../../core/essentials.ts';
import type { DownloadReport } from '../model/download-report.ts';
import type { DownloadOptions } from './download-options.ts';
import { aborted, webPageIn } from './failures.ts';
import { keeperOf } from './keeper.ts';
import { type DownloadStore, joinedBytes } from './store.ts';
import { keptTransfer, type Transfer } from './transfer.ts';
import { transferFile } from './transfer-file.ts';

export interface DownloadTools {
  /** Where files are kept between visits; absent where nothing is to be kept. */
  readonly store?: DownloadStore | undefined;
  /** Why there is no store, where one was asked for. */
  readonly whyNoStore?: string | undefined;
  /** In place of the platform's own, for example to send authorization headers. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Waits between attempts; after the last one the download fails. */
  readonly pausesMs?: readonly number[];
}

export interface Downloaded {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly report: DownloadReport;
}

/**
 * The bytes of a file on a server: fetched, fetched from where it was interrupted on, or the kept ones where they are still
 * right, which the integrity says, or else the server (RFC 9110: conditional requests by `ETag` or `Last-Modified`). A rest
 * is only asked for where a strong `ETag` names the version of the file.
 * @param url absolute
 * @throws ABORTED, FILE_NOT_FOUND, FILE_UNREADABLE (the connection, CORS, a status), FORMAT_INVALID (a web page in place of
 * a file), CHECK_FAILED (`integrity`), ARGUMENT_INVALID, UNSUPPORTED (`integrity` in a page of an insecure origin).
 */
export async function download(url: string, options: DownloadOptions & DownloadTools = {}): Promise<Downloaded> {
  const { signal, onProgress, fetch = globalThis.fetch.bind(globalThis), pausesMs = [250, 500, 1000, 2000] } = options;
  const { integrity } = options;
  // Pages that ask for none do without its code.
  const check = integrity === undefined ? undefined : (await import('./integrity.ts')).integrityCheck(integrity, url);
  if (signal?.aborted) throw aborted(url);
  const keeper = keeperOf(url, options.store, options.whyNoStore);
  const kept = await keeper.read();
  const keptBytes = kept && kept.bytes.length === kept.totalBytes ? kept.bytes : undefined;
  let requests = 0;
  let receivedBytes = 0;
  const finished = (bytes: Uint8Array<ArrayBuffer>, from: DownloadReport['from']): Downloaded => {
    const notKept = keeper.reason();
    const report = { from, sizeBytes: bytes.length, receivedBytes, requests };
    return { bytes, report: { ...report, ...(notKept !== undefined && { notKept }) } };
  };
  if (check && keptBytes) {
    if (!(await check(keptBytes))) return finished(keptBytes, 'cache');
    // Another version, whatever the server says of it.
    await keeper.remove();
  }

  const tools = {
    fetch,
    signal,
    pausesMs,
    onReceived: async (transfer: Transfer, piece?: Uint8Array) => {
      receivedBytes += piece?.length ?? 0;
      onProgress?.({ stage: 'download', done: transfer.receivedBytes, total: transfer.totalBytes ?? 0 });
      if (transfer.isResumable) await keeper.save(transfer, false);
    },
    onBroken: (transfer: Transfer) => keeper.save(transfer, true),
  };
  let beginning = kept && !(check && keptBytes) ? keptTransfer(kept) : undefined;
  for (let isSecond = false; ; isSecond = true) {
    const found = await transferFile(url, beginning, tools).catch(async (error) => {
      if (isSecateurError(error) && error.code === 'FILE_NOT_FOUND') await keeper.remove();
      throw error;
    });
    requests += found.requests;
    if (found.kind === 'unchanged') return finished(keptBytes!, 'cache');
    if (found.kind === 'failed') {
      if (keptBytes && !check) return finished(keptBytes, 'cache-unchecked');
      throw found.reason;
    }
    const bytes = joinedBytes(found.transfer.pieces);
    const fault = webPageIn(bytes, url) ?? (await check?.(bytes));
    if (fault) {
      await keeper.remove();
      if (!found.wasResumed || isSecond) throw fault;
      // Its parts may have been of two versions, whatever the server said.
      beginning = undefined;
      continue;
    }
    found.transfer.totalBytes = bytes.length;
    await keeper.save(found.transfer, true);
    return finished(bytes, found.wasResumed ? 'resumed' : 'network');
  }
}
