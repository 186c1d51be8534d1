import { expect } from '@jest/globals';
import type { ErrorCode } from '../../core/index.ts';

/** `header` and `count` lines made by `row`, with Unix line ends. */
export function csv(header: string, count: number, row: (index: number) => string): string {
  return `${[header, ...Array.from({ length: count }, (_, index) => row(index))].join('\n')}\n`;
}

export async function expectError(work: Promise<unknown>, code: ErrorCode, message: RegExp): Promise<void> {
  await expect(work).rejects.toMatchObject({ name: 'SecateurError', code, message: expect.stringMatching(message) });
}

/** An IDX file of unsigned bytes. */
export function idxFile(dimensions: readonly number[], data: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * dimensions.length + data.length);
  bytes.set([0, 0, 8, dimensions.length]);
  const view = new DataView(bytes.buffer);
  for (const [index, dimension] of dimensions.entries()) view.setUint32(4 + 4 * index, dimension);
  bytes.set(Array.from(data), 4 + 4 * dimensions.length);
  return bytes;
}
