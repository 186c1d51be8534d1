import { type Report, targetNameOf } from '../../runtime/index.ts';
import { bytes, columns, count, milliseconds, significant } from '../format.ts';

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
      parameters === undefined ? '' : count(parameters),
      bytes(sizeBytes),
      milliseconds(latencyMs.p50),
      milliseconds(latencyMs.p90),
      milliseconds(latencyMs.p99),
      latencyMs.medianDeviation === undefined ? '' : milliseconds(latencyMs.medianDeviation),
      profiled.throughput ? significant(profiled.throughput.rowsPerSecond) : '',
      profiled.cpuMsPerCall === undefined ? '' : milliseconds(profiled.cpuMsPerCall),
      milliseconds(coldStartMs.load),
      milliseconds(coldStartMs.create),
      milliseconds(coldStartMs.firstRun),
      peakRssBytes === undefined ? '' : bytes(peakRssBytes),
      profiled.modelMemoryBytes === undefined ? '' : bytes(profiled.modelMemoryBytes),
    ]),
  );
  return columns([header, ...lines]);
}

/** Of an accelerator, beside the processor. */
const found = { right: 'right', wrong: 'WRONG', unchecked: 'unchecked' } as const;
