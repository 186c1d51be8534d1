import { formatBytes, formatCount, formatFigure, formatMilliseconds } from '../../core/index.ts';
import { type Report, targetNameOf } from '../../runtime/index.ts';
import { columns } from '../format.ts';

/** One line for each model and device. */
export function profileTable({ models }: Report): string {
  const isChecked = models.some(({ profiles }) => profiles.some(({ answerCheck }) => answerCheck));
  const header = [
    'model',
    'device',
    ...(isChecked ? ['answers'] : []),
    'parameters',
    'bytes',
    'p50',
    'p90',
    'p99',
    'spread',
    'rows/s',
    'CPU',
    'load',
    'create',
    'first run',
    'process',
    'model',
  ];
  const lines = models.flatMap(({ name, parameters, sizeBytes, profiles }) =>
    profiles.map(({ latencyMs, coldStartMs, peakRssBytes, ...profiled }) => [
      name,
      targetNameOf(profiled),
      ...(isChecked ? [profiled.answerCheck ? found[profiled.answerCheck.answers] : ''] : []),
      parameters === undefined ? '' : formatCount(parameters),
      formatBytes(sizeBytes),
      formatMilliseconds(latencyMs.p50),
      formatMilliseconds(latencyMs.p90),
      formatMilliseconds(latencyMs.p99),
      latencyMs.medianDeviation === undefined ? '' : formatMilliseconds(latencyMs.medianDeviation),
      profiled.throughput ? formatFigure(profiled.throughput.rowsPerSecond) : '',
      profiled.cpuMsPerCall === undefined ? '' : formatMilliseconds(profiled.cpuMsPerCall),
      formatMilliseconds(coldStartMs.load),
      formatMilliseconds(coldStartMs.create),
      formatMilliseconds(coldStartMs.firstRun),
      peakRssBytes === undefined ? '' : formatBytes(peakRssBytes),
      profiled.modelMemoryBytes === undefined ? '' : formatBytes(profiled.modelMemoryBytes),
    ]),
  );
  return columns([header, ...lines]);
}

/** Of an accelerator, beside the processor. */
const found = { right: 'right', wrong: 'WRONG', unchecked: 'unchecked' } as const;
