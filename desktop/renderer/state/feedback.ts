import { signal } from '@preact/signals';
import { messageOf, SecateurError } from '../../../core/essentials.ts';
import type { NamedFile } from '../../shared/index.ts';

export interface Toast {
  readonly id: number;
  readonly text: string;
  /** What it is about, to be shown where it lies. */
  readonly file: NamedFile | undefined;
}

export interface Fault {
  /** What was being done, as a headline: `Open model.onnx`. */
  readonly doing: string;
  /** Undefined for what is no `SecateurError`: a bug. */
  readonly code: string | undefined;
  readonly message: string;
}

export const toasts = signal<readonly Toast[]>([]);
/** Shown one after the other, the first one first. */
export const faults = signal<readonly Fault[]>([]);

const toastMs = 5000;
let lastToast = 0;

/** A short note that goes away on its own, and that screen readers say. */
export function tell(text: string, file?: NamedFile): void {
  lastToast++;
  const id = lastToast;
  toasts.value = [...toasts.value, { id, text, file }];
  setTimeout(() => dismissToast(id), toastMs);
}

export function dismissToast(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

/** A dialog with the message, which can be copied. What the user aborted is no fault. */
export function showFault(doing: string, error: unknown): void {
  const fault = faultOf(doing, error);
  if (fault.code === 'ABORTED') return;
  faults.value = [...faults.value, fault];
}

export function dismissFault(): void {
  faults.value = faults.value.slice(1);
}

/** Awaits the work; whatever goes wrong is shown, and the answer undefined then. */
export async function attempt<T>(doing: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    showFault(doing, error);
    return undefined;
  }
}

function faultOf(doing: string, error: unknown): Fault {
  return { doing, code: error instanceof SecateurError ? error.code : undefined, message: messageOf(error) };
}
