/** A present, and what undo and redo come back to; plain data. */
export interface History<T> {
  readonly past: readonly T[];
  readonly present: T;
  readonly future: readonly T[];
}

/** So many steps back are kept. */
const longest = 200;

export function historyOf<T>(present: T): History<T> {
  return { past: [], present, future: [] };
}

/**
 * With another present.
 * @param isSameGesture whether it goes on with what the last change began, as every pixel of a drag does: both are then
 * undone as one
 */
export function changed<T>({ past, present }: History<T>, next: T, isSameGesture = false): History<T> {
  return { past: isSameGesture ? past : [...past, present].slice(-longest), present: next, future: [] };
}

export function undone<T>(history: History<T>): History<T> {
  const { past, present, future } = history;
  if (past.length === 0) return history;
  return { past: past.slice(0, -1), present: past.at(-1)!, future: [present, ...future] };
}

export function redone<T>(history: History<T>): History<T> {
  const [next, ...future] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.present], present: next, future };
}
