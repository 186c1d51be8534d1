import { type Posterior, randomStream, type Scores } from '../../../core/index.ts';
import { keptBy, type PlanOptions, type PruningPlan, planPruning } from '../../../exporter/index.ts';
import { extentOf, type FileSizes, groupsOf, type SizePoint, sliderOf } from '../../shared/index.ts';
import { basisOf } from './basis-of.ts';

/** Files of small networks cost nothing to make, and what they are beside their weights comes in steps. */
const weightsToWrite = 2e7;
const fewest = 14;
const most = 160;

/**
 * The sizes of files that tell a page what any cut will weigh: nested cuts from the largest to the smallest, all of them
 * where they are few, and some whose layers do not go together.
 * @param render the file of a cut
 */
export async function fileSizes(
  posterior: Posterior,
  options: PlanOptions & { readonly criterion: Scores },
  render: (plan: PruningPlan) => Promise<Uint8Array>,
): Promise<FileSizes> {
  const slider = sliderOf(groupsOf(basisOf(posterior, options.criterion)));
  const pointOf = async (plan: PruningPlan): Promise<SizePoint> => ({
    ...extentOf(posterior.network, keptBy(plan, posterior.network)),
    sizeBytes: (await render(plan)).length,
  });
  const whole = planPruning(posterior, slider.ruleAt(0), options);
  const files = Math.round(Math.min(most, Math.max(fewest, weightsToWrite / whole.before.parameters)));
  const along = Math.min(slider.steps + 1, Math.ceil(files / 2));
  const sizes = whole.groups.map(({ before }) => before);
  // Small networks need a dense ladder, large ones a long one: by the share that is kept.
  const steps = Array.from({ length: along }, (_, at) =>
    Math.round(slider.steps * (1 - (1 - at / Math.max(1, along - 1)) ** 2)),
  );
  const nested: SizePoint[] = [];
  for (const step of new Set(steps)) nested.push(await pointOf(planPruning(posterior, slider.ruleAt(step), options)));
  const random = randomStream(1, 'file sizes');
  const others: SizePoint[] = [];
  for (let at = 0; at < files - along; at++) {
    const counts = sizes.map((size) => Math.max(1, Math.round(size * random.uniform() ** 2)));
    others.push(await pointOf(planPruning(posterior, { name: 'layers', counts }, options)));
  }
  return { along: nested, beside: others };
}
