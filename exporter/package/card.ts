import { type InputSpec, probabilityOf, type Task } from '../../core/index.ts';
import { decodeModel, type ModelSummary, type OnnxValue, summarize } from '../../onnx/index.ts';
import type { PruningPlan } from '../cut/plan.ts';
import { type CutRecord, type ExportedMetadata, metadataKey, type PosteriorRecord } from '../metadata.ts';
import { statedSize } from '../stated-size.ts';
import type { Reference } from './reference.ts';
import { sha256Of } from './sha256-sums.ts';
import type { AnswerRecord, FeedRecord, ShrunkRecord } from './shrunk-record.ts';

/** What a package says about its model, for programs: `card.json`. */
export interface ModelCard {
  readonly kind: 'secateur-card';
  readonly version: 1;
  readonly model: ModelFigures;
  /** Absent where nothing is known of what a model from elsewhere answers. */
  readonly task?: Task;
  /** What the values of a row are; of models from elsewhere see `feeds`. */
  readonly input?: InputSpec;
  /** As `formatNetwork` writes it; of a model from elsewhere the part that can be pruned, absent where there is none. */
  readonly network?: string;
  readonly kept?: ExportedMetadata['kept'];
  /** Multiply-accumulates for one example; absent where they cannot be known. */
  readonly macs?: number;
  /** Of a model from elsewhere. */
  readonly shrunk?: ShrunkRecord;
  readonly feeds?: readonly FeedRecord[];
  readonly answers?: AnswerRecord;
  readonly cut?: CutRecord;
  /** How many members of each group have an inclusion probability from 0 to .1, from .1 to .2, and so on. */
  readonly inclusionHistogram?: readonly { readonly group: string; readonly counts: readonly number[] }[];
  readonly posterior?: PosteriorRecord;
  /** How its answers say how uncertain they are. */
  readonly predictive?: ExportedMetadata['predictive'];
  /** Of a file of many widths. */
  readonly adjustable?: WidthsRecord;
  readonly metrics: CardMetrics;
  readonly devices: readonly DeviceFigures[];
  readonly reference: Pick<Reference, 'source' | 'tolerance'> & {
    readonly rows: number;
    /** Other widths than the whole whose answers are stored. */
    readonly widths?: readonly number[];
    /** What is fed, in the order of the files, where a model has several inputs. */
    readonly inputs?: readonly string[];
  };
}

/** What `adjustable` in the metadata says but for the tensors that are cut. */
export type WidthsRecord = Pick<NonNullable<ExportedMetadata['adjustable']>, 'by' | 'widths'>;

/** Figures by name, for example `testAccuracy`. */
export interface CardMetrics {
  /** Of the uncut posterior mean, or of the original that was made smaller. */
  readonly before: Readonly<Record<string, number>>;
  readonly after: Readonly<Record<string, number>>;
  /** Of a file of many widths: `after` at each of them. */
  readonly widths?: readonly { readonly width: number; readonly after: Readonly<Record<string, number>> }[];
}

/** What can be read off the model file alone. */
export interface ModelFigures {
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly irVersion: number;
  readonly opset: number | null;
  /** Fitted numbers of the network. */
  readonly parameters: number;
  readonly inputs: readonly Interface[];
  readonly outputs: readonly Interface[];
  readonly operators: Readonly<Record<string, number>>;
}

interface Interface {
  readonly name: string;
  readonly type: string | null;
  readonly shape: readonly (number | string)[] | null;
}

/** One row a call; see `secateur profile`. */
export interface DeviceFigures {
  /** Processor, or of a page what its browser calls itself. */
  readonly device: string;
  readonly runtime: string;
  readonly provider: string;
  /** As `secateur profile --device` names it, with its threads. */
  readonly target: string;
  /** Of a file of many widths, where it was not the whole. */
  readonly width?: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Absent where the system does not say. */
  readonly peakRssBytes?: number;
}

/** @throws as `decodeModel` */
export function modelFigures(bytes: Uint8Array, source: string): ModelFigures {
  return figuresOf(bytes, summarize(decodeModel(bytes, source)));
}

function figuresOf(bytes: Uint8Array, summary: ModelSummary): ModelFigures {
  const { irVersion, opset, parameters, inputs, outputs, operators, metadata } = summary;
  return {
    sizeBytes: bytes.length,
    sha256: sha256Of(bytes),
    irVersion,
    opset: opset ?? null,
    parameters: statedSize(metadata[metadataKey]).parameters ?? parameters,
    inputs: inputs.map(interfaceOf),
    outputs: outputs.map(interfaceOf),
    operators,
  };
}

function interfaceOf({ name, elementType, shape }: OnnxValue): Interface {
  return { name, type: elementType ?? null, shape: shape ?? null };
}

/** What a card says beside the file's own figures. */
export type CardDescription = Pick<
  ModelCard,
  'task' | 'input' | 'network' | 'kept' | 'macs' | 'shrunk' | 'feeds' | 'answers' | 'cut' | 'posterior'
>;

export interface CardContent {
  readonly model: Uint8Array;
  readonly description: CardDescription;
  readonly plan?: PruningPlan;
  readonly metrics: CardMetrics;
  readonly devices: readonly DeviceFigures[];
  readonly reference: Reference;
}

export function cardOf({ model, description, plan, metrics, devices, reference }: CardContent): ModelCard {
  const { task, input, network, kept, macs, shrunk, feeds, answers, cut, posterior } = description;
  const summary = summarize(decodeModel(model, 'model.onnx'));
  const { predictive, adjustable } = saidBy(summary);
  return {
    kind: 'secateur-card',
    version: 1,
    model: figuresOf(model, summary),
    ...(task && { task }),
    ...(input && { input }),
    ...(network !== undefined && { network }),
    ...(kept && { kept }),
    ...(macs !== undefined && { macs }),
    ...(shrunk && { shrunk }),
    ...(feeds && { feeds }),
    ...(answers && { answers }),
    ...(cut && { cut }),
    ...(plan?.scale === 'log-odds' && { inclusionHistogram: histogramOf(plan) }),
    ...(posterior && { posterior }),
    ...(predictive && { predictive }),
    ...(adjustable && { adjustable: widthsRecord(adjustable) }),
    metrics,
    devices,
    reference: {
      rows: reference.inputs[0]!.shape[0]!,
      source: reference.source,
      tolerance: reference.tolerance,
      ...(reference.narrow && { widths: reference.narrow.map(({ width }) => width) }),
      ...(reference.inputs.length > 1 && { inputs: reference.inputs.map(({ name }) => name) }),
    },
  };
}

/** How the file answers is known to the file alone; the description is that of its network. */
function saidBy({ metadata }: ModelSummary): Pick<ExportedMetadata, 'predictive' | 'adjustable'> {
  return JSON.parse(metadata[metadataKey] ?? '{}') as ExportedMetadata;
}

export function widthsRecord({ by, widths }: WidthsRecord): WidthsRecord {
  return { by, widths };
}

const bins = 10;

function histogramOf({ groups }: PruningPlan) {
  return groups.map(({ name, logOdds }) => {
    const counts = new Array<number>(bins).fill(0);
    for (const value of logOdds) counts[Math.min(bins - 1, Math.floor(bins * probabilityOf(value)))]!++;
    return { group: name, counts };
  });
}
