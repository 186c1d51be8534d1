import { formatCount } from '../../../core/index.ts';
import type { TradeOffCurve } from '../../../exporter/index.ts';
import {
  answerNotes,
  comparisonTable,
  floorNotes,
  headlineOf,
  leadOf,
  noiseNotes,
  type Report,
  targetNameOf,
} from '../../../runtime/index.ts';
import type { CurvePicture, ReportPicture } from '../../shared/operations/report-picture.ts';

/** More points than that are not seen in a distribution. */
const mostSamples = 4000;

export function reportPicture(report: Report): ReportPicture {
  const { title, createdAt, environment, summary, models, tradeOff } = report;
  const { cpuModel, cores, os, nodeVersion } = environment;
  const { reference, models: names, groups } = comparisonTable(report);
  const profiles = models.flatMap((model) => model.profiles);
  return {
    title,
    createdAt,
    machine: `${cpuModel}, ${cores} cores, ${os}, Node ${nodeVersion}`,
    lead: leadOf(report),
    sentences: [
      ...answerNotes(profiles),
      ...headlineOf(report),
      ...summary,
      ...floorNotes(report),
      ...noiseNotes(profiles),
    ],
    table: {
      reference,
      models: names,
      groups: groups.map(({ heading, rows }) => ({
        heading,
        rows: rows.map(({ label, unit, cells }) => ({
          label,
          unit,
          cells: cells.map(({ text, change }) => ({ text, change })),
        })),
      })),
    },
    latencies: models.flatMap(({ name, profiles }) =>
      profiles.map(({ latencyMs: { p50, p90, p99, samples }, ...profile }) => ({
        model: name,
        device: targetNameOf(profile),
        p50,
        p90,
        p99,
        samplesMs: quantiles(samples.flat()),
      })),
    ),
    tradeOff: tradeOff && curveOfReport(tradeOff),
  };
}

export function curveOf({ measuredOn, original, points }: TradeOffCurve): CurvePicture {
  return {
    score: measuredOn.score,
    measuredOn: `${formatCount(measuredOn.rows)} ${measuredOn.part} rows`,
    original: { parameters: original.parameters, score: original.score },
    points: points.map(({ rule, network, parameters, measured, fineTuned }) => ({
      name: `${rule}, ${network}`,
      parameters,
      score: (fineTuned ?? measured).score,
      isChosen: false,
    })),
  };
}

function curveOfReport({ measuredOn, dense, cuts }: NonNullable<Report['tradeOff']>): CurvePicture {
  const isAccuracy = cuts.some(({ accuracy }) => accuracy !== undefined);
  const scoreOf = ({ accuracy, rmse }: (typeof cuts)[number]) => (isAccuracy ? accuracy : rmse);
  const denseScore = dense && scoreOf(dense);
  return {
    score: isAccuracy ? 'accuracy' : 'rmse',
    measuredOn: `the ${measuredOn} rows`,
    original: dense && denseScore !== undefined ? { parameters: dense.parameters, score: denseScore } : undefined,
    points: cuts
      .flatMap((cut) => {
        const score = scoreOf(cut);
        const { parameters, chosen = false } = cut;
        return score === undefined ? [] : [{ name: formatCount(parameters), parameters, score, isChosen: chosen }];
      })
      .sort((a, b) => b.parameters - a.parameters),
  };
}

function quantiles(samples: readonly number[]): Float64Array {
  const sorted = Float64Array.from(samples).sort();
  if (sorted.length <= mostSamples) return sorted;
  return Float64Array.from(
    { length: mostSamples },
    (_, at) => sorted[Math.round((at * (sorted.length - 1)) / (mostSamples - 1))]!,
  );
}
