import { joined } from '../../core/essentials.ts';

/** What a server said of a file: whose bytes these are, and when there are enough of them. */
export interface DownloadHead {
  readonly etag?: string;
  readonly lastModified?: string;
  /** Of the file, however much of it is here. */
  readonly totalBytes: number;
}

/** The beginning of a file, or all of it: then it has `totalBytes` bytes. */
export interface KeptDownload extends DownloadHead {
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Where downloads are kept between two visits. Any of its functions may reject: then nothing is kept, and the download goes on. */
export interface DownloadStore {
  read(url: string): Promise<KeptDownload | undefined>;
  /** Adds a part; whatever was kept of the address under another head is forgotten. */
  add(url: string, head: DownloadHead, part: DownloadPart): Promise<void>;
  remove(url: string): Promise<void>;
}

export interface DownloadPart {
  readonly startByte: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * From the first byte as far as there is no gap. Parts may overlap, since two pages may have loaded the same file at the
 * same time: under one head the same place holds the same bytes.
 */
export function joinedParts(parts: readonly DownloadPart[]): Uint8Array<ArrayBuffer> {
  const sorted = [...parts].sort((one, other) => one.startByte - other.startByte);
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let end = 0;
  for (const { startByte, bytes } of sorted) {
    if (startByte > end) break;
    const rest = bytes.subarray(end - startByte);
    pieces.push(rest);
    end += rest.length;
  }
  return joinedBytes(pieces);
}

/** One after another; a single piece is not copied. */
export function joinedBytes(pieces: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  return pieces.length === 1 ? pieces[0]! : joined<Uint8Array<ArrayBuffer>>(Uint8Array, pieces);
}

export function isSameHead(one: DownloadHead, other: DownloadHead): boolean {
  return one.etag === other.etag && one.lastModified === other.lastModified && one.totalBytes === other.totalBytes;
}
