import type { EpochEvent } from '../../../trainer/index.ts';

/** Lines that cannot be read are left out: a history is for looking at. */
export function readEpochs(lines: readonly string[]): EpochEvent[] {
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as EpochEvent];
    } catch {
      return [];
    }
  });
}
