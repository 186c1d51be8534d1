import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../files/index.ts';
import { type DownloadHead, type DownloadPart, type DownloadStore, isSameHead, joinedParts } from './download/store.ts';

/**
 * Keeps downloads in a folder, for Node: one folder for each address, in it what the server said and the parts. A part's
 * name says where it starts and begins its SHA-256, so that a damaged one is not taken for what was downloaded.
 */
export function folderStore(folder: string): DownloadStore {
  const folderOf = (url: string) => join(folder, sha256(url));
  const readHead = async (own: string) => {
    const text = await readFile(join(own, 'head.json'), 'utf8').catch(() => undefined);
    return text === undefined ? undefined : parseHead(text);
  };
  return {
    read: async (url) => {
      const own = folderOf(url);
      const head = await readHead(own);
      if (!head) return undefined;
      const names = (await readdir(own)).filter((name) => name.endsWith('.part'));
      const parts = await Promise.all(names.map((name) => readPart(own, name)));
      return { ...head, bytes: joinedParts(parts.flatMap((part) => part ?? [])).subarray(0, head.totalBytes) };
    },
    add: async (url, head, { startByte, bytes }) => {
      const own = folderOf(url);
      const known = await readHead(own);
      if (!known || !isSameHead(known, head)) await rm(own, { recursive: true, force: true });
      await writeAtomically(join(own, `${startByte}-${sha256(bytes)}.part`), bytes);
      // After its first part: a head alone promises nothing.
      if (!known || !isSameHead(known, head)) {
        await writeAtomically(join(own, 'head.json'), Buffer.from(JSON.stringify({ url, ...head })));
      }
    },
    remove: (url) => rm(folderOf(url), { recursive: true, force: true }),
  };
}

async function readPart(folder: string, name: string): Promise<DownloadPart | undefined> {
  const [, start, digest] = /^(\d+)-([0-9a-f]+)\.part$/.exec(name) ?? [];
  const bytes = new Uint8Array(await readFile(join(folder, name)));
  return sha256(bytes) === digest ? { startByte: Number(start), bytes } : undefined;
}

function parseHead(text: string): DownloadHead | undefined {
  try {
    const { etag, lastModified, totalBytes } = JSON.parse(text) as Partial<DownloadHead>;
    if (!Number.isSafeInteger(totalBytes)) return undefined;
    return {
      ...(typeof etag === 'string' && { etag }),
      ...(typeof lastModified === 'string' && { lastModified }),
      totalBytes: totalBytes!,
    };
  } catch {
    return undefined;
  }
}

/** Shortened: it guards against accidents, not against people who can write here. */
function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 32);
}
