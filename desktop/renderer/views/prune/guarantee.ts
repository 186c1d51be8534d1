import { formatRule } from '../../../../exporter/choices.ts';
import type { Certified, PruneSession } from './session.ts';

/** What was certified, while the cut in front is the one that it was said of. */
export function guaranteeOf({ certified, current }: PruneSession): Certified | undefined {
  const found = certified.value;
  return found?.rule === formatRule(current.value.model.cut.value.rule) ? found : undefined;
}
