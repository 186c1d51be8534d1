import { messageOf } from '../../core/essentials.ts';
import type { DownloadTools } from './download.ts';
import { type DownloadHead, type DownloadPart, type DownloadStore, isSameHead, joinedParts } from './store.ts';

const databaseName = 'secateur-downloads';
const patienceMs = 3000;

/** Keeps downloads in IndexedDB, which pages and workers have on insecure origins as well (the Cache API does not). */
const indexedStore: DownloadStore = {
  read: async (url) => {
    const transaction = (await openDatabase()).transaction(['heads', 'parts'], 'readonly');
    const head = resultOf<DownloadHead | undefined>(transaction.objectStore('heads').get(url));
    const parts = resultOf<DownloadPart[]>(transaction.objectStore('parts').getAll(partsOf(url)));
    const [known, found] = await Promise.all([head, parts]);
    return known && { ...known, bytes: joinedParts(found) };
  },
  add: async (url, head, part) => {
    const transaction = (await openDatabase()).transaction(['heads', 'parts'], 'readwrite');
    const heads = transaction.objectStore('heads');
    const parts = transaction.objectStore('parts');
    const asking = heads.get(url);
    asking.onsuccess = () => {
      const known = asking.result as DownloadHead | undefined;
      if (!known || !isSameHead(known, head)) parts.delete(partsOf(url));
      heads.put(head, url);
      parts.put(part, [url, part.startByte]);
    };
    await endOf(transaction);
  },
  remove: async (url) => {
    const transaction = (await openDatabase()).transaction(['heads', 'parts'], 'readwrite');
    transaction.objectStore('heads').delete(url);
    transaction.objectStore('parts').delete(partsOf(url));
    await endOf(transaction);
  },
};

/** Where this page keeps downloads, or why it cannot: private windows and sandboxed frames may have no storage. */
export async function pageStore(): Promise<Pick<DownloadTools, 'store' | 'whyNoStore'>> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    // Some browsers never answer (WebKit bug 226547).
    const patience = new Promise<never>((_, reject) => {
      timer = setTimeout(reject, patienceMs, new Error('its storage does not answer'));
    });
    await Promise.race([openDatabase(), patience]);
    return { store: indexedStore };
  } catch (error) {
    return { whyNoStore: `this page can store nothing (${messageOf(error)})` };
  } finally {
    clearTimeout(timer);
  }
}

/** Forgets every model that pages of this origin have downloaded. */
export async function clearDownloads(): Promise<void> {
  await resultOf(indexedDB.deleteDatabase(databaseName));
}

let opened: Promise<IDBDatabase> | undefined;

function openDatabase(): Promise<IDBDatabase> {
  opened ??= open();
  opened.catch(forget);
  return opened;
}

async function open(): Promise<IDBDatabase> {
  const opening = indexedDB.open(databaseName, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore('heads');
    opening.result.createObjectStore('parts');
  };
  const database = await resultOf(opening);
  database.onclose = forget;
  // Who wants to delete the database would otherwise wait for this page.
  database.onversionchange = () => {
    database.close();
    forget();
  };
  return database;
}

function forget(): void {
  opened = undefined;
}

function partsOf(url: string): IDBKeyRange {
  return IDBKeyRange.bound([url, 0], [url, Number.MAX_SAFE_INTEGER]);
}

function resultOf<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function endOf(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    // Out of space is said to the transaction alone.
    transaction.onabort = () => reject(transaction.error);
  });
}
