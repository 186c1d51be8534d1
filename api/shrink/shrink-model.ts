import type { CompactNetwork, Posterior } from '../../core/index.ts';
import type { PruningPlan, TradeOffCurve } from '../../exporter/index.ts';
import { begin } from './begin.ts';
import type { Prepared } from './body/prepared.ts';
import { compareAnswers, compareLatency } from './compare/compared.ts';
import { notesOnRounding } from './compare/reading-tolerance.ts';
import { missed } from './cut/already-within.ts';
import { cutParts } from './cut/cut-parts.ts';
import { fileSize } from './file-size.ts';
import type { Examined } from './reading/examined.ts';
import type { ShrinkOptions, ShrinkSource } from './shrink-options.ts';
import type { ShrinkReport } from './shrink-report.ts';

export interface Shrunk {
  /** The smaller model's file, or the original's where nothing was done. */
  readonly model: Uint8Array;
  readonly report: ShrinkReport;
  /** For another cut (`ShrinkOptions.posterior`); absent where nothing was done. */
  readonly posterior?: Posterior;
  /** See `ShrinkOptions.measureTradeOff`. */
  readonly tradeOff?: TradeOffCurve;
  /** What was cut of the largest part, and what is left of it; absent where nothing was done. */
  readonly cut?: { readonly plan: PruningPlan; readonly network: CompactNetwork };
  /** How rows of the data are fed and answers read; the rows that nothing was chosen by. Absent where nothing was done. */
  readonly fed?: FedRows;
}

export interface FedRows {
  readonly examined: Examined;
  readonly test: Uint32Array;
}

/**
 * Removes what a model does not need from the part of it that can be read, and leaves the rest as it is. Choices are made on
 * the training and validation rows; the test rows are read once, at the end.
 * @throws BUDGET_OUT_OF_REACH with the least that can be reached; ARGUMENT_INVALID for options that do not go together; SHAPE_MISMATCH, DATA_INVALID when model and data do not
 * fit each other; as training and sessions
 */
export async function shrinkModel(source: ShrinkSource, options: ShrinkOptions = {}): Promise<Shrunk> {
  const { bytes } = source;
  const { dataset, budget, seed = 0 } = options;
  const begun = await begin(source, options);
  if ('why' in begun) return unchanged(source, begun.why);
  const { foreign, judged, test, parts } = begun;
  const examined = judged?.examined;
  const whole = { ...source, foreign };
  const { largest: done, others, readings, notes } = await cutParts(whole, parts, judged, options);
  const all = [...new Set([...(examined?.notes ?? []), ...notes, ...notesOnRounding(foreign.model)])];
  if ('why' in done) {
    const { why, reading } = done;
    return unchanged(source, `${why}${missed(source, budget)}`, { ...(reading && { reading }), notes: all });
  }
  const { plan, figures, guarantee, model } = done.cut;
  return {
    model,
    posterior: done.posterior,
    cut: { plan, network: done.cut.network },
    ...(examined && { fed: { examined, test } }),
    ...(done.curve && { tradeOff: done.curve }),
    report: {
      way: done.way,
      why: plan.why,
      file: { before: fileSize(bytes, source.name), after: fileSize(model, source.name) },
      network: { before: plan.before, after: plan.after },
      ...(others.length > 0 && { others }),
      ...(figures.length > 0 && { budget: figures }),
      ...(guarantee && { guarantee }),
      ...(examined && dataset && (await measuredOn(bytes, model, examined, test, seed))),
      ...worst(readings),
      ...keptNames(done.prepared, plan),
      obstacles: foreign.obstacles,
      notes: all,
    },
  };
}

/** Of several bodies the one that was read worst. */
function worst(readings: readonly NonNullable<ShrinkReport['reading']>[]): Pick<ShrinkReport, 'reading'> {
  if (readings.length === 0) return {};
  const reading = readings.reduce((one, other) => (other.largestDifference > one.largestDifference ? other : one));
  return { reading };
}

async function measuredOn(
  before: Uint8Array,
  after: Uint8Array,
  examined: Examined,
  rows: Uint32Array,
  seed: number,
): Promise<Pick<ShrinkReport, 'answers' | 'latency'>> {
  return {
    ...(rows.length > 0 && { answers: await compareAnswers(before, after, examined, rows, seed) }),
    latency: await compareLatency(before, after, examined),
  };
}

/** Which features of a table are still read. */
function keptNames({ start: { input } }: Prepared, { keptInputs }: PruningPlan): Pick<ShrinkReport, 'keptInputs'> {
  if (input.kind === 'image' || keptInputs.length === input.columns.length) return {};
  return { keptInputs: keptInputs.map((index) => input.columns[index]!.name) };
}

function unchanged(
  { name, bytes, foreign }: ShrinkSource,
  why: string,
  { reading, notes = [] }: { readonly [Key in 'reading' | 'notes']?: ShrinkReport[Key] } = {},
): Shrunk {
  const size = fileSize(bytes, name);
  const report: ShrinkReport = {
    way: 'unchanged',
    why,
    file: { before: size, after: size },
    obstacles: foreign.obstacles,
    ...(reading && { reading }),
    notes,
  };
  return { model: bytes, report };
}
