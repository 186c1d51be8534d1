import * as v from 'valibot';
import { type TradeOffCurve, weightFormats } from '../../../exporter/choices.ts';
import { operation } from '../operation.ts';
import type { FileSizes, PruneBasis } from '../prune/index.ts';
import { handedOutId } from './files.ts';
import { namedData } from './named-data.ts';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(1e6));
const path = v.pipe(v.string(), v.nonEmpty(), v.maxLength(4096));
const text = v.pipe(v.string(), v.maxLength(20_000));
const criterion = v.pipe(v.string(), v.maxLength(100));

/** Which cut: the posterior, what its members are ordered by, what widths have to be. */
const posterior = {
  document: handedOutId,
  criterion,
  /** What the criterion looks at, where it needs data. */
  scoredOn: v.exactOptional(namedData),
  widths: v.strictObject({ multiple: v.exactOptional(count), floor: v.exactOptional(count) }),
};

/** How a file holds the network: what `secateur export` calls by the same names. */
const storage = v.strictObject({
  weights: v.union([
    v.picklist([...weightFormats, 'auto']),
    /** As `parseMixed` reads it; needs data. */
    v.custom<`mixed=${string}`>((value) => typeof value === 'string' && /^mixed=[\d.]{1,20}%?$/.test(value)),
  ]),
  /** So many weights of a unit share a step of their codes. */
  block: v.exactOptional(v.pipe(v.number(), v.safeInteger(), v.minValue(8), v.maxValue(1e6))),
  activations: v.picklist(['float', 'dynamic', 'static']),
  lean: v.boolean(),
  /** As `parsePredictive` reads it. */
  predictive: v.exactOptional(v.pipe(v.string(), v.maxLength(40))),
  adjustable: v.exactOptional(v.picklist(['load', 'input'])),
  /** Of an adjustable file, as parts of the whole width. */
  widths: v.exactOptional(v.pipe(v.array(v.pipe(v.number(), v.minValue(1e-6), v.maxValue(1))), v.maxLength(16))),
  narrowInput: v.boolean(),
});
export type ExportStorage = v.InferOutput<typeof storage>;

/** As `parseRule` reads it; a list of layers may be long. */
const rule = text;

/** What a file took to answer one row a call on this machine, in milliseconds. */
export interface MeasuredLatency {
  readonly p50Ms: number;
  /** 95 % interval of the median. */
  readonly intervalMs: readonly [number, number];
}

/** A measured trade-off curve that is open, and whether it speaks of this posterior. */
export interface KnownCurve {
  readonly name: string;
  readonly curve: TradeOffCurve;
  /** The job that measured it here, where it is no file yet. */
  readonly job?: string;
}

/** What the view Prune asks. Pages compute by themselves what has to follow a drag; the rest is measured here. */
export const pruneOperations = {
  pruneBasis: operation<PruneBasis>()(
    v.strictObject({ document: handedOutId, criterion, scoredOn: v.exactOptional(namedData) }),
  ),
  /** Files of some cuts, from which a page tells the size of any. */
  fileSizes: operation<FileSizes>()(v.strictObject({ ...posterior, storage })),
  /** Of the very file. */
  fileSize: operation<{ readonly sizeBytes: number }>()(v.strictObject({ ...posterior, storage, rule })),
  /**
   * What the exporter takes for a budget, as `parseBudget` reads it. Scores are measured on data, or else read along a
   * curve that is open.
   */
  planWithin: operation<{ readonly rule: string }>()(
    v.strictObject({ ...posterior, storage, budget: text, data: v.exactOptional(namedData) }),
  ),
  /** The smallest cut with a guarantee, as `parseCertified` reads it: tested on rows of the data that nothing has seen. */
  planCertified: operation<{ readonly rule: string; readonly statement: string }>()(
    v.strictObject({ ...posterior, certified: text, data: namedData }),
  ),
  /** Of the file of a cut, in a process of its own; takes seconds, and can be cancelled. */
  cutLatency: operation<MeasuredLatency>()(v.strictObject({ ...posterior, storage, rule })),
  /** Curves among the open documents that were measured on this posterior. */
  knownCurves: operation<readonly KnownCurve[]>()(v.strictObject({ document: handedOutId })),
  /** Starts a job of the kind `trade-off`. */
  measureCurve: operation<{ readonly job: string }>()(
    v.strictObject({
      ...posterior,
      data: namedData,
      cuts: v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(200)),
    }),
  ),
  /** Where an export would go if nobody says otherwise. */
  suggestOutput: operation<{ readonly path: string }>()(v.strictObject({ document: handedOutId })),
  /** Starts a job of the kind `export`: what `secateur export` does. */
  startExport: operation<{ readonly job: string }>()(
    v.strictObject({
      ...posterior,
      storage,
      rule,
      /** A file, or a folder for a package. */
      output: path,
      isPackage: v.boolean(),
      data: v.exactOptional(namedData),
      fineTune: v.exactOptional(
        v.strictObject({
          epochs: v.exactOptional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(1e6))),
          rate: v.exactOptional(v.pipe(v.number(), v.minValue(1e-12), v.maxValue(10))),
          weightDecay: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(100))),
          augment: v.exactOptional(v.literal('affine')),
        }),
      ),
      /** Also what rounded widths won on this machine. */
      measureRounding: v.boolean(),
    }),
  ),
  /** The file that an export wrote, for a browser to keep. */
  exportedFile: operation<{ readonly name: string; readonly bytes: Uint8Array }>()(
    v.strictObject({ job: handedOutId }),
  ),
} as const;
