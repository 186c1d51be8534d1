import { formatRule } from '../../../../exporter/choices.ts';
import type { Certified, PruneSession } from './session.ts';

/** What was certified, while the cut in front is the one that it was said of. */
export function guaranteeOf({ certified, current }: PruneSession): Certified | undefined {
  const { model } = current.value;
  const found = certified.value;
  const isSame =
    // By another order, or with other widths, the same rule keeps other units.
    found?.model === model && found.widths === model.widths.value && found.rule === formatRule(model.cut.value.rule);
  return isSame ? found : undefined;
}
