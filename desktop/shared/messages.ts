import * as v from 'valibot';
import { type ErrorCode, SecateurError } from '../../core/essentials.ts';
import type { DecodeLimits } from './wire/index.ts';

/** Of one message from a page, which is not trusted: files come in pieces, as bytes. */
export const messageLimits = { maximumBytes: 2 ** 24, maximumJsonBytes: 2 ** 22 } as const satisfies DecodeLimits;

const id = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const request = v.variant('kind', [
  v.strictObject({ kind: v.literal('call'), id, operation: v.string(), params: v.unknown() }),
  v.strictObject({ kind: v.literal('cancel'), id }),
]);

/** From the pages. `id` is theirs to choose, and names the call in whatever comes back. */
export type Request = v.InferOutput<typeof request>;

/** @throws FORMAT_INVALID for anything but a request */
export function parseRequest(message: unknown): Request {
  const parsed = v.safeParse(request, message);
  if (parsed.success) return parsed.output;
  throw new SecateurError('FORMAT_INVALID', 'A message from the page is neither a call nor a cancellation. Reload it.');
}

/** From the host: any number of updates, then one result or error. */
export type Reply =
  | { readonly kind: 'update'; readonly id: number; readonly update: unknown }
  | { readonly kind: 'result'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly code: ErrorCode; readonly message: string };
