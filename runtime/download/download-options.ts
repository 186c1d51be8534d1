import type { OnProgress } from '../../core/essentials.ts';

/** How a model is fetched; the same in Node and in pages. */
export interface DownloadOptions {
  /** Ends the download with an ABORTED error. What came so far is kept, so that the next download goes on from there. */
  readonly signal?: AbortSignal;
  /** Stage `download`, in bytes of the file; `total` is 0 where the server does not say it. */
  readonly onProgress?: OnProgress;
  /** As in HTML: `sha256-…` (or sha384, sha512) in base64. What has another digest is an error, and is not kept. */
  readonly integrity?: string;
  /** Whether the file is kept for the next visit; true by default. Where it cannot be, it is only downloaded. */
  readonly cache?: boolean;
}
