import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { writeAtomically } from '../../files/index.ts';

const coordinate = v.pipe(v.number(), v.integer(), v.minValue(-100_000), v.maxValue(100_000));
const rectangle = v.object({
  x: coordinate,
  y: coordinate,
  width: v.pipe(coordinate, v.minValue(1)),
  height: v.pipe(coordinate, v.minValue(1)),
});

const stateSchema = v.object({
  theme: v.optional(v.picklist(['system', 'light', 'dark']), 'system'),
  window: v.optional(v.object({ bounds: rectangle, maximized: v.boolean() })),
});

/** What the program remembers of its windows from one run to the next. */
export type DesktopState = v.InferOutput<typeof stateSchema>;
export type Theme = DesktopState['theme'];
export type Rectangle = v.InferOutput<typeof rectangle>;

export interface StateFile {
  readonly current: DesktopState;
  /** Resolves when it is on the disk, or could not be put there: a window's place is no reason to bother anyone. */
  change(change: Partial<DesktopState>): Promise<void>;
}

/** A missing or damaged file is an empty one. Changes are written one after another, whole or not at all. */
export function openStateFile(path: string): StateFile {
  let current = readState(path);
  let written: Promise<void> = Promise.resolve();
  return {
    get current() {
      return current;
    },
    change(change) {
      current = { ...current, ...change };
      written = written
        .then(() => writeAtomically(path, `${JSON.stringify(current, null, 2)}\n`))
        .catch(() => undefined);
      return written;
    },
  };
}

function readState(path: string): DesktopState {
  try {
    return v.parse(stateSchema, JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return { theme: 'system' };
  }
}
