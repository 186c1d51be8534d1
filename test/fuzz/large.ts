import { type Finding, newTally, readOnce, scratchFolder, type Tally } from './run-inputs.ts';
import type { FuzzTarget } from './target.ts';

/** Reads a target's larger sound files: what they make a reader allocate for each byte, and whether that is too much. */
export async function readLarge(target: FuzzTarget): Promise<{ tally: Tally; findings: Finding[] }> {
  const tally = newTally();
  const findings: Finding[] = [];
  const { scratch, remove } = scratchFolder();
  try {
    for (const [index, bytes] of target.large().entries()) {
      const what = await readOnce(target, bytes, scratch, tally);
      if (what !== undefined) findings.push({ target: target.name, index, what });
    }
    return { tally, findings };
  } finally {
    remove();
  }
}
