import type { ErrorCode } from '../../../core/essentials.ts';
import type { PageEnvironment } from '../../model/profile.ts';
import type { RoundPlan, RoundResult } from './messages.ts';

/** A plan as a page gets it: the model is at `models/N`, the rows, where there are any, at `rows/N`. */
export interface PagePlan extends Omit<RoundPlan, 'rows' | 'file'> {
  /** The file's name without its folder; undefined for the smallest model there is. */
  readonly file?: string | undefined;
  readonly hasRows: boolean;
}

/** What the server tells the page that shows progress: which round is next. */
export interface RoundNotice {
  /** From 1; of how many. */
  readonly number: number;
  readonly total: number;
  /** For example `pruned`; undefined for the runtime alone. */
  readonly model?: string | undefined;
  /** For example `wasm:4`. */
  readonly on: string;
}

/** What loading and calling a model in a page can end with. */
export const pageErrorCodes = [
  'ARGUMENT_INVALID',
  'DATA_INVALID',
  'DEPENDENCY_MISSING',
  'FILE_UNREADABLE',
  'FORMAT_INVALID',
  'PROVIDER_FAILED',
  'SHAPE_MISMATCH',
  'UNSUPPORTED',
] as const satisfies readonly ErrorCode[];

export type PageErrorCode = (typeof pageErrorCodes)[number];

export type PageAnswer =
  | { readonly kind: 'result'; readonly result: RoundResult; readonly environment: PageEnvironment }
  | { readonly kind: 'error'; readonly code: PageErrorCode; readonly message: string };

/** What the page's own device cannot say of itself, and a server on the same machine can. */
export interface Usage {
  /** Processor time up to now. */
  readonly cpuMs?: number | undefined;
  readonly peakRssBytes?: number | undefined;
  readonly privateBytes?: number | undefined;
}
