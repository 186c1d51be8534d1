import type { OnProgress, Progress } from '../core/index.ts';
import { formatDuration } from '../core/index.ts';

export interface ProgressReporter {
  readonly onProgress: OnProgress;
  /** Takes an unfinished bar off the screen, so that other text can follow. */
  clear(): void;
}

export interface ReporterOptions {
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  /** Characters a line; 80 where unknown. */
  readonly columns?: () => number;
  /** Milliseconds; replaceable for tests. */
  readonly now?: () => number;
}

const redrawMs = 80;
const lineMs = 5000;
const barWidth = 24;

/** A bar that is redrawn on a terminal; anywhere else a line now and then, so that logs stay short. */
export function progressReporter({ write, isTerminal, columns, now = Date.now }: ReporterOptions): ProgressReporter {
  let stage: { name: string; startedAt: number; writtenAt: number } | undefined;
  let isDrawn = false;
  const clear = () => {
    if (isDrawn) write('\r\u001b[K');
    isDrawn = false;
  };
  return {
    clear,
    onProgress: (progress) => {
      const time = now();
      const isNew = stage?.name !== progress.stage;
      if (isNew) stage = { name: progress.stage, startedAt: time, writtenAt: isTerminal ? 0 : time };
      const isDone = progress.done >= progress.total;
      if (!isDone && time - stage!.writtenAt < (isTerminal ? redrawMs : lineMs)) return;
      stage!.writtenAt = time;
      const elapsedMs = time - stage!.startedAt;
      if (isTerminal) {
        write(`\r\u001b[K${barLine(progress, elapsedMs).slice(0, (columns?.() ?? 80) - 1)}${isDone ? '\n' : ''}`);
        isDrawn = !isDone;
      } else {
        write(`${plainLine(progress, elapsedMs)}\n`);
      }
      if (isDone) stage = undefined;
    },
  };
}

function barLine(progress: Progress, elapsedMs: number): string {
  const part = Math.min(1, progress.done / progress.total);
  const filled = Math.round(part * barWidth);
  const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
  const time =
    part < 1 ? `${formatDuration((elapsedMs / Math.max(part, 1e-9)) * (1 - part))} left` : formatDuration(elapsedMs);
  return `${progress.stage.padEnd(14)} ${bar} ${percent(part)}  ${time}${figures(progress)}`;
}

function plainLine(progress: Progress, elapsedMs: number): string {
  return `${progress.stage}: ${percent(progress.done / progress.total).trim()} after ${formatDuration(elapsedMs)}${figures(progress)}`;
}

function percent(part: number): string {
  return `${Math.floor(100 * part)} %`.padStart(5);
}

/** What matters most comes first: a narrow terminal cuts off the rest. */
function figures({ metrics = {}, kept }: Progress): string {
  const [first = '', ...others] = Object.entries(metrics).map(
    ([name, value]) => `  ${name} ${Number(value.toPrecision(4))}`,
  );
  return [first, ...(kept ? [`  kept ${kept.join('-')}`] : []), ...others].join('');
}
