import * as v from 'valibot';
import { SecateurError } from '../../core/essentials.ts';

const hello = v.strictObject({ kind: v.literal('hello'), secret: v.pipe(v.string(), v.maxLength(100)) });

/** What a page says first in the studio: the token of its address, or the key that it was given for it. */
export type Hello = v.InferOutput<typeof hello>;

/** The answer: the page keeps the key, for itself when it is reloaded, and for other tabs. */
export interface Welcome {
  readonly kind: 'welcome';
  readonly key: string;
}

/** Why the studio closes a WebSocket, beside what the protocol itself names. */
export const closeCodes = { badMessage: 1008, notAdmitted: 4401 } as const;

/** Where the studio listens for WebSockets. */
export const socketPath = '/host';

/** @throws FORMAT_INVALID for anything but a hello */
export function parseHello(message: unknown): Hello {
  const parsed = v.safeParse(hello, message);
  if (parsed.success) return parsed.output;
  throw new SecateurError('FORMAT_INVALID', 'The first message of a page has to say who it is. Reload the page.');
}
