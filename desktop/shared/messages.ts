import type { ErrorCode } from '../../core/essentials.ts';

/** From the pages. `id` is theirs to choose, and names the call in whatever comes back. */
export type Request =
  | { readonly kind: 'call'; readonly id: number; readonly operation: string; readonly params: unknown }
  | { readonly kind: 'cancel'; readonly id: number };

/** From the host: any number of updates, then one result or error. */
export type Reply =
  | { readonly kind: 'update'; readonly id: number; readonly update: unknown }
  | { readonly kind: 'result'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly code: ErrorCode; readonly message: string };
