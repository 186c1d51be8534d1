import { type CompactNetwork, formatNetwork, macCount, parameterCount, structureOf } from '../../core/index.ts';
import { compact, cutSequence, type NetworkSize, scoresOf } from '../../exporter/index.ts';
import { type Body, encodeModel, type Obstacle } from '../../onnx/index.ts';
import type { Listener } from '../listener.ts';
import { begin } from './begin.ts';
import { type ReadBody, readBody } from './body/read-body.ts';
import { withNetwork } from './body/replaced.ts';
import { lastActivationOf } from './body/start-network.ts';
import { stored } from './body/stored.ts';
import { weightsPosterior } from './body/weights-posterior.ts';
import { checkBudget } from './cut/check-budget.ts';
import { widthsFor } from './cut/choose-cut.ts';
import { fileSize } from './file-size.ts';
import { type RehearsedLimit, rehearseLimits } from './rehearse-limits.ts';
import { type RehearsedTraining, rehearseTrainings } from './rehearse-trainings.ts';
import type { ShrinkOptions, ShrinkSource } from './shrink-options.ts';
import type { FileSize, ShrinkReport } from './shrink-report.ts';

/** What `shrinkModel` would do. */
export interface ShrinkRehearsal {
  readonly way: ShrinkReport['way'];
  /** Why nothing would be done. */
  readonly why?: string;
  readonly file: FileSize;
  /** What would be cut, in that order. */
  readonly parts: readonly RehearsedPart[];
  /** The smallest file that cuts lead to, one member in each level; absent where nothing would be done. */
  readonly least?: FileSize;
  readonly limits: readonly RehearsedLimit[];
  /** All trainings together, on this machine as it is now, at most about; 0 where nothing is trained. */
  readonly expectedMs: number;
  readonly obstacles: readonly Obstacle[];
  readonly notes: readonly string[];
}

export interface RehearsedPart {
  readonly input: string;
  readonly output: string;
  readonly network: NetworkSize;
  /** Sizes of what can lose members: its inputs, units or channels, by name. */
  readonly levels: readonly { readonly name: string; readonly size: number }[];
  readonly trainings: readonly RehearsedTraining[];
}

/**
 * Does what `shrinkModel` does before it trains, begins each training for a moment, and says what all of it would be.
 * @throws as `shrinkModel` before any training, but for a budget out of reach, which `limits` show
 */
export async function rehearseShrink(
  source: ShrinkSource,
  options: ShrinkOptions,
  { signal }: Pick<Listener, 'signal'>,
): Promise<ShrinkRehearsal> {
  const file = fileSize(source.bytes, source.name);
  const common = { file, obstacles: source.foreign.obstacles };
  const { limits = [] } = options.budget ?? {};
  const unchanged = (why: string, notes: readonly string[]): ShrinkRehearsal => ({
    ...common,
    way: 'unchanged',
    why,
    parts: [],
    limits,
    expectedMs: 0,
    notes,
  });
  const begun = await begin(source, options);
  if ('why' in begun) return unchanged(begun.why, []);
  const { foreign, judged, parts: bodies } = begun;
  const notes = [...(judged?.examined.notes ?? [])];
  const parts: RehearsedPart[] = [];
  let model = foreign.model;
  let way: ReadBody['way'] = 'weights';
  // What other operators cost may be unknown.
  let cutMacs = { now: 0, least: 0 };
  for (const [at, { body, budget }] of bodies.entries()) {
    const { budget: _, ...others } = options;
    const asked = { ...others, ...(budget && { budget }) };
    const read = await readBody({ source: { ...source, foreign }, body, grids: {}, ...(judged && { judged }) }, asked);
    notes.push(...read.notes);
    if ('why' in read) {
      if (at === bodies.length - 1) return unchanged(read.why, notes);
      notes.push(read.why);
      continue;
    }
    way = read.way;
    if (at === bodies.length - 1) checkBudget(asked, way, read.prepared);
    const part = partOf(body, options);
    parts.push({ ...part, trainings: await rehearseTrainings(read, asked, signal) });
    const { network, macs } = smallestCut(read, options);
    cutMacs = { now: cutMacs.now + part.network.macs, least: cutMacs.least + macs };
    model = withNetwork({ model, body, others: [], obstacles: [] }, network, lastActivationOf(body.network)).model;
  }
  const leastBytes = encodeModel(stored({ model, grids: {} }, options));
  const least = fileSize(leastBytes, source.name);
  const extremes = {
    original: { size: { macs: cutMacs.now, ...known(file) }, bytes: source.bytes },
    least: { size: { macs: cutMacs.least, ...known(least) }, bytes: leastBytes },
    isHere: options.recordedDevice === undefined,
  };
  return {
    way,
    ...common,
    parts,
    least,
    limits: await rehearseLimits(limits, extremes, signal),
    expectedMs: parts
      .flatMap(({ trainings }) => trainings)
      .reduce((sum, { times, expectedMs }) => sum + times * expectedMs, 0),
    notes: [...new Set(notes)],
  };
}

function partOf({ input, output, network }: Body, { dataset }: ShrinkOptions): Omit<RehearsedPart, 'trainings'> {
  return {
    input,
    output,
    network: { network: formatNetwork(network), parameters: parameterCount(network), macs: macCount(network) },
    // Without data nobody knows what inputs are worth.
    levels: structureOf(network)
      .levels.filter(({ prunable, owner }) => prunable && (dataset || owner !== undefined))
      .map(({ name, size }) => ({ name, size })),
  };
}

/** As little of a body as any cut leaves. */
function smallestCut(
  { prepared }: ReadBody,
  options: ShrinkOptions,
): { readonly network: CompactNetwork; readonly macs: number } {
  const posterior = options.posterior ?? weightsPosterior(prepared.start);
  const scores = scoresOf(posterior, 'magnitude');
  const criterion = options.dataset ? scores : { ...scores, levels: [undefined, ...scores.levels.slice(1)] };
  const sequence = cutSequence(posterior, { criterion, widths: widthsFor(options) });
  const plan = sequence.planAt(sequence.steps);
  return { network: compact(posterior, plan), macs: plan.after.macs };
}

/** What was counted of a file. */
function known({ macs, ...others }: FileSize): Partial<FileSize> {
  return { ...others, ...(macs !== undefined && { macs }) };
}
