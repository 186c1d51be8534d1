/** Where a model's bytes came from. */
export interface DownloadReport {
  /**
   * `network`; `resumed`, where an interrupted download went on; `cache`, where the server or the integrity says that the kept
   * file is still the right one; `cache-unchecked`, where the server could not be reached.
   */
  readonly from: 'network' | 'resumed' | 'cache' | 'cache-unchecked';
  readonly sizeBytes: number;
  /** Of the file, that came through the network this time. */
  readonly receivedBytes: number;
  readonly requests: number;
  /** Why the file is not kept for the next visit. */
  readonly notKept?: string;
}
