/** Where a tensor keeps its values outside the model's file. */
export interface ExternalReference {
  /** Name of the tensor, for messages. */
  readonly tensor: string;
  /** Path of the file, relative to the model's folder, as it stands in the model: not yet to be trusted. */
  readonly location: string;
  /** In bytes. */
  readonly offset: number;
  readonly length: number;
}

/** Fetches values from other files: exactly `length` bytes, kept unchanged by both sides. */
export type ReadExternal = (reference: ExternalReference) => Uint8Array;
