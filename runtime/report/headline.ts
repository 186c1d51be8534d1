import { formatBytes, formatCount, formatFigure, formatPercent } from '../../core/index.ts';
import type { Comparison } from '../compare.ts';
import type { Provider } from '../model/providers.ts';
import { placeTitle, targetNameOf } from '../profiler/targets.ts';
import { referenceOf } from './compare-models.ts';
import { doubtNote } from './doubt-note.ts';
import { formatPoints, plain } from './format.ts';
import { devicesOf, deviceTitle, type MeasuredDevice } from './measures.ts';
import type { Report, ReportModel } from './report.ts';

/** The model that a report is about: `pruned`, or the one of fewest parameters that is not the reference. */
export function resultOf({ models }: Report): ReportModel | undefined {
  const reference = referenceOf(models);
  const others = models.filter((model) => model !== reference);
  const smallest = others.reduce<ReportModel | undefined>(
    (least, model) => (least && parametersOf(least) <= parametersOf(model) ? least : model),
    undefined,
  );
  return others.find(({ name }) => name === 'pruned') ?? smallest;
}

/** Models whose parameters cannot be counted come last. */
const parametersOf = ({ parameters = Number.POSITIVE_INFINITY }: ReportModel) => parameters;

/** What was saved, in plain words: size, then answers, then time on each device with its interval. */
export function headlineOf(report: Report): string[] {
  const reference = referenceOf(report.models);
  const result = resultOf(report);
  if (!reference) return [];
  if (!result) return [aloneSentence(reference)];
  return [
    sizeSentence(result, reference),
    ...answersSentence(result, reference),
    ...devicesOf([result]).flatMap((device) => timeSentence(report, result, reference, device)),
  ];
}

function whereOf({ name, provider }: MeasuredDevice): string {
  const place = placeTitle(name);
  // Of accelerators and WebAssembly it is clear enough without.
  return place === 'in Node' ? places[provider] : `${places[provider]} ${place}`;
}

/** The savings in one breath; the sentences of `headlineOf` give the figures. Undefined without two models. */
export function leadOf(report: Report): string | undefined {
  const reference = referenceOf(report.models);
  const result = resultOf(report);
  if (!reference || !result) return undefined;
  const [device] = devicesOf([result]);
  const found = device && comparisonOn(device, report, result, reference);
  const phrases = [
    ...(result.parameters !== undefined && reference.parameters !== undefined
      ? [`${times(result.parameters, reference.parameters, 'fewer', 'more')} parameters`]
      : []),
    ...(found ? [`${speedPhrase(found)} ${whereOf(device)}`] : []),
    ...(result.accuracy !== undefined && reference.accuracy !== undefined
      ? [accuracyPhrase(result.accuracy - reference.accuracy)]
      : []),
  ];
  if (phrases.length === 0) return undefined;
  const text = `${phrases.join(', ')}.`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const places: Readonly<Record<Provider, string>> = {
  'node-cpu': 'in Node',
  'node-webgpu': 'on WebGPU in Node',
  'node-cuda': 'on CUDA',
  'node-coreml': 'on CoreML',
  'node-directml': 'on DirectML',
  'web-wasm': 'in WebAssembly',
  'web-webgpu': 'on WebGPU',
  'web-webnn': 'on WebNN',
};

function speedPhrase({ verdict, doubt, p50Ratio }: Comparison): string {
  if (doubt === 'alike') return 'as fast';
  if (verdict === 'cannot tell') return 'whether faster or slower cannot be told';
  return `${formatFigure(verdict === 'faster' ? 1 / p50Ratio : p50Ratio)} times ${verdict}`;
}

function accuracyPhrase(difference: number): string {
  if (formatPoints(difference) === '=') return 'as accurate';
  const points = formatPoints(Math.abs(difference)).slice(1);
  return `${points} percentage points ${difference < 0 ? 'less' : 'more'} accurate`;
}

function aloneSentence(model: ReportModel): string {
  const file = `a file of ${formatBytes(model.sizeBytes)}`;
  if (model.parameters === undefined) return `${plain(model.name)} is ${file}.`;
  return `${plain(model.name)} has ${formatCount(model.parameters)} parameters in ${file}.`;
}

function sizeSentence(result: ReportModel, reference: ReportModel): string {
  const [name, other] = [plain(result.name), plain(reference.name)];
  const file = `its file ${formatBytes(result.sizeBytes)} instead of ${formatBytes(reference.sizeBytes)}`;
  if (result.parameters === undefined || reference.parameters === undefined)
    return `The file of ${name} takes ${formatBytes(result.sizeBytes)}, that of ${other} ${formatBytes(reference.sizeBytes)}.`;
  const counts = `${formatCount(result.parameters)} instead of ${formatCount(reference.parameters)}`;
  return `${name} has ${times(result.parameters, reference.parameters, 'fewer', 'more')} parameters ${asWord(result.parameters, reference.parameters)} ${other} (${counts}), ${file}.`;
}

function answersSentence(result: ReportModel, reference: ReportModel): string[] {
  if (result.accuracy !== undefined && reference.accuracy !== undefined) {
    const points = formatPoints(result.accuracy - reference.accuracy);
    const change = points === '=' ? 'no change' : `${points} percentage points`;
    const [after, before] = [formatPercent(result.accuracy, 2), formatPercent(reference.accuracy, 2)];
    return [`It is right on ${after} of the test examples, ${plain(reference.name)} on ${before} (${change}).`];
  }
  if (result.rmse !== undefined && reference.rmse !== undefined) {
    const [after, before] = [formatFigure(result.rmse), formatFigure(reference.rmse)];
    return [
      `Its root mean squared error on the test examples is ${after}, that of ${plain(reference.name)} ${before}.`,
    ];
  }
  return [];
}

function timeSentence(report: Report, result: ReportModel, reference: ReportModel, device: MeasuredDevice): string[] {
  const profileOf = (model: ReportModel) => model.profiles.find((profile) => targetNameOf(profile) === device.name);
  const [measured, compared] = [profileOf(result), profileOf(reference)];
  if (!measured || !compared) return [];
  const [after, before] = [measured.latencyMs.p50, compared.latencyMs.p50];
  const { rowsPerCall = 1 } = measured.throughput ?? {};
  const call = rowsPerCall === 1 ? 'one answer takes' : `a call of ${rowsPerCall} rows takes`;
  const how = measured.scenario?.startsWith('rate') ? ` at ${measured.scenario.slice('rate='.length)}` : '';
  const where = `In ${deviceTitle(device)} ${call} ${formatFigure(after)} ms instead of ${formatFigure(before)} ms${how} (medians)`;
  const found = comparisonOn(device, report, result, reference);
  if (!found) return [`${where}: ${times(after, before, 'faster', 'slower')}; no interval was computed.`];
  const [lower, upper] = found.p50RatioInterval;
  if (found.verdict === 'cannot tell') {
    const why = doubtNote(found);
    return [
      `${where}; whether that is a difference cannot be told (ratio ${formatFigure(found.p50Ratio)}, 95 % interval ${formatFigure(lower)} to ${formatFigure(upper)}).${why === undefined ? '' : ` ${why}`}`,
    ];
  }
  // A ratio of times below 1 reads better as its inverse; the ends of the interval change places.
  const isFaster = found.verdict === 'faster';
  const [from, to] = isFaster ? [1 / upper, 1 / lower] : [lower, upper];
  const ratio = isFaster ? 1 / found.p50Ratio : found.p50Ratio;
  return [
    `${where}: ${formatFigure(ratio)} times ${found.verdict} (95 % interval ${formatFigure(from)} to ${formatFigure(to)}).`,
  ];
}

function comparisonOn({ name }: MeasuredDevice, { comparisons }: Report, result: ReportModel, reference: ReportModel) {
  return comparisons?.find(
    ({ before, after }) => before.name === reference.name && after.name === result.name && targetNameOf(after) === name,
  );
}

function times(value: number, reference: number, less: string, more: string): string {
  if (value === reference) return less === 'fewer' ? 'as many' : 'the same';
  if (value === 0 || reference === 0) return value < reference ? less : more;
  return value < reference
    ? `${formatFigure(reference / value)} times ${less}`
    : `${formatFigure(value / reference)} times ${more}`;
}

function asWord(value: number, reference: number): string {
  return value === reference ? 'as' : 'than';
}
