import { type Comparison, compareProfiles } from '../compare.ts';
import type { Profile } from '../model/profile.ts';
import { targetNameOf } from '../profiler/targets.ts';
import type { Report, ReportModel } from './report.ts';

/** The model that the others are compared to: `dense`, or the first. */
export function referenceOf(models: Report['models']): ReportModel | undefined {
  return models.find(({ name }) => name === 'dense') ?? models[0];
}

/** Every model against the reference on every device that both were profiled on and have latencies of. */
export function compareModels(models: Report['models']): Comparison[] {
  const reference = referenceOf(models);
  return models
    .filter((model) => model !== reference)
    .flatMap((model) =>
      model.profiles.flatMap((after) => {
        const before = reference?.profiles.find((profile) => targetNameOf(profile) === targetNameOf(after));
        if (!before || ![before, after].every(isComparable)) return [];
        const { before: from, after: to, ...measured } = compareProfiles(before, after);
        // Named as in the report, where a model need not be called like its file.
        return [{ ...measured, before: { ...from, name: reference!.name }, after: { ...to, name: model.name } }];
      }),
    );
}

function isComparable({ latencyMs: { p50, samples } }: Profile): boolean {
  return p50 > 0 && samples.some((round) => round.length > 0);
}
