import { columnCount, featuresOf } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';

/** How a selection of inputs compares with the features that the target depends on. */
export interface SelectionScore {
  /** Kept features that matter, and that do not. */
  readonly truePositives: number;
  readonly falsePositives: number;
  /** All features that matter, and that do not. */
  readonly active: number;
  readonly inactive: number;
}

/**
 * @param keptInputs of a pruning plan: indices into `featuresOf(dataset.input)`.
 * @returns undefined for data whose truth is not known.
 */
export function scoreSelection(keptInputs: readonly number[], dataset: Dataset): SelectionScore | undefined {
  if (dataset.truth === undefined) return undefined;
  const matters = new Uint8Array(columnCount(dataset.input));
  for (const column of dataset.truth) matters[column] = 1;
  const features = featuresOf(dataset.input);
  const active = features.filter(({ column }) => matters[column] === 1).length;
  const truePositives = keptInputs.filter((input) => matters[features[input]!.column] === 1).length;
  return {
    truePositives,
    falsePositives: keptInputs.length - truePositives,
    active,
    inactive: features.length - active,
  };
}
