import { formatCount, formatFigure, formatPercent } from '../../core/index.ts';
import type { Footprint, Profile } from '../model/profile.ts';
import { type Provider, providers } from '../model/providers.ts';
import { targetNameOf } from '../profiler/targets.ts';
import { referenceOf } from './compare-models.ts';
import { formatPoints, formatRatio } from './format.ts';
import type { Report, ReportModel } from './report.ts';

/** Everything measured, one row a measure and one column a model; the text, Markdown and HTML tables draw this. */
export interface ComparisonTable {
  /** Name of the model that ratios are to. */
  readonly reference: string;
  readonly models: readonly string[];
  readonly groups: readonly { readonly heading: string; readonly rows: readonly TableRow[] }[];
}

export interface TableRow {
  readonly label: string;
  /** For example `ms`; empty for counts. */
  readonly unit: string;
  /** One for each model. */
  readonly cells: readonly TableCell[];
}

export interface TableCell {
  /** Undefined where it was not measured. */
  readonly value: number | undefined;
  /** The value without its unit, `–` where there is none. */
  readonly text: string;
  /** Against the reference: `÷13.4`, `×1.20`, `−0.12`, or empty. */
  readonly change: string;
}

interface Measure {
  readonly label: string;
  readonly unit: string;
  readonly read: (model: ReportModel) => number | undefined;
  readonly format: (value: number) => string;
  readonly change?: (value: number, reference: number) => string;
}

const counted = { unit: '', format: formatCount, change: formatRatio };
const sized = { unit: 'kB', format: (bytes: number) => formatFigure(bytes / 1000), change: formatRatio };
const timed = { unit: 'ms', format: formatFigure, change: formatRatio };
const large = { unit: 'MB', format: (bytes: number) => formatFigure(bytes / 1e6), change: formatRatio };
const shared = { unit: '%', format: (share: number) => formatPercent(share, 2).replace(' %', '') };

const sizes: readonly Measure[] = [
  { label: 'Parameters', ...counted, read: (model) => model.parameters },
  { label: 'Multiply-accumulates', ...counted, read: (model) => model.macs },
  { label: 'File', ...sized, read: (model) => model.sizeBytes },
  { label: 'File, gzipped', ...sized, read: (model) => model.gzipBytes },
  { label: 'File, with brotli', ...sized, read: (model) => model.brotliBytes },
];

const answers: readonly Measure[] = [
  {
    label: 'Test accuracy',
    ...shared,
    read: (model) => model.accuracy,
    change: (value, reference) => formatPoints(value - reference),
  },
  {
    label: 'Test RMSE',
    unit: '',
    format: formatFigure,
    change: formatRatio,
    read: (model) => model.rmse,
  },
  { label: 'Same label as dense', ...shared, read: (model) => model.agreementWithDense },
  {
    label: 'Largest difference between providers',
    unit: '',
    format: formatFigure,
    read: (model) => model.largestProviderDifference,
  },
];

const footprintOf =
  (of: (footprint: Footprint) => number) =>
  ({ footprint }: Profile) =>
    footprint && of(footprint);

const answersFound = ['wrong', 'unchecked', 'right'] as const;

/** A new percentile or phase is one line here. */
const costs: readonly (Omit<Measure, 'read'> & { readonly of: (profile: Profile) => number | undefined })[] = [
  {
    label: 'Answers, beside the processor',
    unit: '',
    format: (found) => answersFound[found]!,
    of: ({ answerCheck }) => answerCheck && answersFound.indexOf(answerCheck.answers),
  },
  { label: 'Latency p50', ...timed, of: ({ latencyMs }) => latencyMs.p50 },
  { label: 'Latency p90', ...timed, of: ({ latencyMs }) => latencyMs.p90 },
  { label: 'Latency p99', ...timed, of: ({ latencyMs }) => latencyMs.p99 },
  { label: 'Latency mean', ...timed, of: ({ latencyMs }) => latencyMs.mean },
  { label: 'Latency, standard deviation', ...timed, of: ({ latencyMs }) => latencyMs.stdDev },
  { label: 'Latency, median deviation', ...timed, of: ({ latencyMs }) => latencyMs.medianDeviation },
  { label: 'Cold start: load', ...timed, of: ({ coldStartMs }) => coldStartMs.load },
  { label: 'Cold start: create', ...timed, of: ({ coldStartMs }) => coldStartMs.create },
  { label: 'Cold start: first run', ...timed, of: ({ coldStartMs }) => coldStartMs.firstRun },
  {
    label: 'Cold start: total',
    ...timed,
    of: ({ coldStartMs: { load, create, firstRun } }) => load + create + firstRun,
  },
  {
    label: 'Rows a second',
    unit: '',
    format: formatFigure,
    change: formatRatio,
    of: ({ throughput }) => throughput?.rowsPerSecond,
  },
  { label: 'Processor time a call', ...timed, of: ({ cpuMsPerCall }) => cpuMsPerCall },
  {
    label: 'Energy a call, whole processor',
    unit: 'mJ',
    format: formatFigure,
    change: formatRatio,
    of: ({ joulesPerCall }) => joulesPerCall && 1000 * joulesPerCall,
  },
  { label: 'Peak memory of the process', ...large, of: ({ peakRssBytes }) => peakRssBytes },
  { label: 'Memory due to the model', ...large, of: ({ modelMemoryBytes }) => modelMemoryBytes },
  { label: 'Runtime beside the model', ...large, of: footprintOf(({ library }) => library.sizeBytes) },
  { label: 'Runtime, gzipped', ...large, of: footprintOf(({ library }) => library.gzipBytes) },
  { label: 'Runtime, with brotli', ...large, of: footprintOf(({ library }) => library.brotliBytes) },
  { label: "Secateur's entry, gzipped", ...sized, of: footprintOf(({ entry }) => entry.gzipBytes) },
];

/** Measures that no model has are left out. */
export function comparisonTable(report: Report): ComparisonTable {
  const { models } = report;
  const reference = referenceOf(models);
  const groups = [
    { heading: 'Size', measures: sizes },
    { heading: 'Answers', measures: answers },
    ...devicesOf(models).map((device) => ({ heading: deviceTitle(device), measures: costsOn(device.name) })),
  ];
  return {
    reference: reference?.name ?? '',
    models: models.map(({ name }) => name),
    groups: groups.flatMap(({ heading, measures }) => {
      const rows = measures.flatMap((measure) => rowOf(measure, models, reference));
      return rows.length > 0 ? [{ heading, rows }] : [];
    }),
  };
}

/** What models were measured on. */
export interface MeasuredDevice {
  /** As `--device` names it. */
  readonly name: string;
  readonly provider: Provider;
}

export function deviceTitle({ name, provider }: MeasuredDevice): string {
  return `${providers[provider].library} (${name})`;
}

export function devicesOf(models: readonly ReportModel[]): MeasuredDevice[] {
  const profiles = models.flatMap((model) => model.profiles);
  const providerOf = new Map(profiles.map((profile) => [targetNameOf(profile), profile.provider]));
  return [...providerOf].map(([name, provider]) => ({ name, provider }));
}

function costsOn(device: string): Measure[] {
  return costs.map(({ of, ...measure }) => ({
    ...measure,
    read: (model) => {
      const profile = model.profiles.find((candidate) => targetNameOf(candidate) === device);
      return profile && of(profile);
    },
  }));
}

function rowOf(measure: Measure, models: readonly ReportModel[], reference: ReportModel | undefined): TableRow[] {
  const { label, unit, read, format, change } = measure;
  const base = reference && read(reference);
  const cells = models.map((model): TableCell => {
    const value = read(model);
    if (value === undefined) return { value, text: '–', change: '' };
    const isChange = model !== reference && base !== undefined && change !== undefined;
    return { value, text: format(value), change: isChange ? change(value, base) : '' };
  });
  return cells.some(({ value }) => value !== undefined) ? [{ label, unit, cells }] : [];
}
