/**
 * Every failure a user can cause or meet. The code is stable and machine-readable; the message says what went
 * wrong, where, and what to do about it.
 */
export type ErrorCode =
  | 'ARGUMENT_INVALID' // an option or argument makes no sense
  | 'FILE_NOT_FOUND'
  | 'FILE_UNREADABLE'
  | 'FILE_UNWRITABLE' // read-only, disk full, not a folder
  | 'FORMAT_INVALID' // the bytes are not what the file claims to be
  | 'DATA_INVALID' // well-formed data that cannot be learned from or predicted on
  | 'SHAPE_MISMATCH'
  | 'NETWORK_INVALID'
  | 'UNSUPPORTED' // an operator, provider or feature we do not have
  | 'TRAINING_DIVERGED'
  | 'MEMORY_INSUFFICIENT' // more than is free, found out before training or in it
  | 'BUDGET_OUT_OF_REACH' // no cut is within what a model may cost
  | 'LAYER_EMPTY' // a rule would remove every unit of a layer
  | 'DEPENDENCY_MISSING' // an optional package is not installed
  | 'PROVIDER_FAILED' // an execution provider or the process around it failed
  | 'CHECK_FAILED' // something that the user asked to be checked is not so
  | 'ABORTED';

export class SecateurError extends Error {
  override readonly name = 'SecateurError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

export function isSecateurError(error: unknown): error is SecateurError {
  return error instanceof Error && error.name === 'SecateurError' && 'code' in error;
}

/** The message of anything that can be thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
