import type { ImageInput, TableInput } from '../../../core/index.ts';

/** What a document wants to be fed. Of other people's models a column may also take any text. */
export type TryInput = ImageInput | TryTable;

export interface TryTable {
  readonly kind: 'table';
  readonly columns: readonly TryColumn[];
}

export type TryColumn = TableInput['columns'][number] | { readonly kind: 'text'; readonly name: string };
