import { specOf, structureOf } from '../../core/index.ts';
import { isLatency, isScore } from '../../exporter/index.ts';
import { type Rehearsal, rehearse } from '../train/rehearse.ts';
import { fitBody, tune } from './body/fit-body.ts';
import type { ReadBody } from './body/read-body.ts';
import { candidates } from './cut/certified-cut.ts';
import type { ShrinkOptions } from './shrink-options.ts';

/** A training that is done so many times at most. */
export interface RehearsedTraining
  extends Pick<Rehearsal, 'trainingRows' | 'epochs' | 'steps' | 'stepMs' | 'expectedMs' | 'memoryBytes'> {
  readonly stage: string;
  readonly times: number;
}

/** What `cutBody` trains: the posterior, the rounds beside it, and what is left of cuts. None where nothing is learned. */
export async function rehearseTrainings(
  { prepared, way, overheadBytes }: ReadBody,
  options: ShrinkOptions,
  signal: AbortSignal,
): Promise<RehearsedTraining[]> {
  const { start, dataset } = prepared;
  if (way !== 'fit' || !dataset) return [];
  const { onProgress: _, ...quiet } = options;
  const fit = options.posterior
    ? undefined
    : await rehearse((hooks) => fitBody(dataset, start, overheadBytes, { ...quiet, ...hooks }), signal);
  // Uncut, which takes as long as a cut network can.
  const finish = await rehearse((hooks) => tune(start, dataset, start, { ...quiet, ...hooks }), signal);
  const { limits = [] } = options.budget ?? {};
  const isOfSizes = limits.length > 0 && limits.every(({ quantity }) => !isLatency(quantity) && !isScore(quantity));
  const inRounds = fit && isOfSizes;
  const members = structureOf(specOf(start)).levels.reduce((sum, { size }) => sum + size, 0);
  // A bisection over nested cuts, each of them finished.
  const searched = limits.some(({ quantity }) => isScore(quantity)) ? 2 + Math.ceil(Math.log2(members + 1)) : 1;
  const times = options.rule?.name === 'certified' && limits.length === 0 ? candidates : searched;
  return [
    ...(fit ? [{ ...fit, times: 1 }] : []),
    ...(inRounds ? [{ ...finish, stage: 'cut in rounds', ...lasting(fit, finish), times: 1 }] : []),
    { ...finish, stage: 'train what is left', times: inRounds ? times + 1 : times },
  ];
}

/** As many epochs as another training, at this one's pace. */
function lasting({ epochs, steps }: Rehearsal, { stepMs }: Rehearsal) {
  return { epochs, steps, expectedMs: steps * stepMs };
}
