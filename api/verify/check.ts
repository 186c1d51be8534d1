import { isSecateurError } from '../../core/index.ts';

/** One thing that was looked at. */
export interface Check {
  /** For example `model`, `card`, `answers on web-wasm`. */
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  /** What was found, in one sentence. */
  readonly detail: string;
}

/** A check from work that says what it found, or throws the SecateurError that is the finding. */
export async function checked(name: string, work: () => Promise<string> | string): Promise<Check> {
  try {
    return { name, status: 'passed', detail: await work() };
  } catch (error) {
    if (!isSecateurError(error)) throw error;
    // A runtime that is not installed says nothing about the model.
    return { name, status: error.code === 'DEPENDENCY_MISSING' ? 'skipped' : 'failed', detail: error.message };
  }
}
