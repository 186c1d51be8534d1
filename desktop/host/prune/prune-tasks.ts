import {
  type ExportResult,
  exportPosterior,
  latencyOf,
  loadSameData,
  renderUntuned,
  tradeOff,
  withinBudget,
} from '../../../api/index.ts';
import { type Posterior, SecateurError } from '../../../core/index.ts';
import {
  formatRule,
  type PruningPlan,
  parseRule,
  planPruning,
  posteriorSha256,
  type TradeOffCurve,
} from '../../../exporter/index.ts';
import type { FileSizes, MeasuredLatency, NamedData, PruneBasis } from '../../shared/index.ts';
import { openPosterior, type PosteriorSource } from '../documents/open-posterior.ts';
import { listenerOf, type TaskCall } from '../work/listener.ts';
import {
  type AskedCut,
  type AskedExport,
  type AskedPosterior,
  exportOptionsOf,
  planOptionsOf,
  storageOptionsOf,
} from './asked.ts';
import { basisOf } from './basis-of.ts';
import { fileSizes } from './file-sizes.ts';

/** What is asked of a cut, in a child process: it takes seconds for large networks, and runs native code. */

export async function basisTask({ criterion, ...file }: Omit<AskedPosterior, 'widths'>): Promise<PruneBasis> {
  return basisOf(await openPosterior(file), criterion);
}

export async function sha256Task(file: PosteriorSource): Promise<string> {
  return posteriorSha256(await openPosterior(file));
}

export async function fileSizesTask(asked: Omit<AskedCut, 'rule'>, { signal }: TaskCall): Promise<FileSizes> {
  const posterior = await openPosterior(asked);
  return fileSizes(posterior, planOptionsOf(asked), async (plan) => {
    await turn(signal);
    return fileOf(posterior, asked, plan);
  });
}

export async function fileSizeTask(asked: AskedCut): Promise<{ readonly sizeBytes: number }> {
  const posterior = await openPosterior(asked);
  return { sizeBytes: (await fileOf(posterior, asked, planOf(posterior, asked))).length };
}

export async function planBytesTask(
  asked: Omit<AskedCut, 'rule'> & { readonly most: number },
  { signal }: TaskCall,
): Promise<{ readonly rule: string; readonly sizeBytes: number }> {
  const posterior = await openPosterior(asked);
  const { plan, figures } = await withinBudget(
    posterior,
    { limits: [{ quantity: 'bytes', most: asked.most }] },
    {
      ...planOptionsOf(asked),
      render: async (cut) => {
        await turn(signal);
        return fileOf(posterior, asked, cut);
      },
      signal,
    },
  );
  return { rule: formatRule(plan.rule), sizeBytes: figures[0]!.value };
}

export async function cutLatencyTask(asked: AskedCut, { signal }: TaskCall): Promise<MeasuredLatency> {
  const posterior = await openPosterior(asked);
  const { p50, p50Interval } = await latencyOf(await fileOf(posterior, asked, planOf(posterior, asked)), signal);
  return { p50Ms: p50, intervalMs: p50Interval };
}

export async function tradeOffTask(
  asked: AskedPosterior & { readonly data: NamedData; readonly cuts: number },
  call: TaskCall,
): Promise<TradeOffCurve> {
  const posterior = await openPosterior(asked);
  const { source, ...options } = asked.data;
  const dataset = await loadSameData(asked.name, posterior, source, options);
  return tradeOff(posterior, dataset, { ...planOptionsOf(asked), cuts: asked.cuts, ...listenerOf(call) });
}

export async function exportTask(asked: AskedExport, call: TaskCall): Promise<ExportResult> {
  return exportPosterior(asked.path, exportOptionsOf(asked), listenerOf(call));
}

function planOf(posterior: Posterior, asked: AskedCut): PruningPlan {
  return planPruning(posterior, parseRule(asked.rule), planOptionsOf(asked));
}

/** Where steps of activations would have to be seen on data, those found anew stand for them: the file is as large. */
async function fileOf(
  posterior: Posterior,
  { criterion, storage }: Omit<AskedCut, 'rule'>,
  plan: PruningPlan,
): Promise<Uint8Array> {
  const { activations, ...others } = storageOptionsOf({ storage });
  const options = {
    ...others,
    criterion,
    activations: activations === 'static' ? ('dynamic' as const) : activations,
  };
  return renderUntuned(unwatched, noData, posterior, plan, options);
}

/** Without data nothing is searched for that would take time. */
const unwatched = { signal: new AbortController().signal, onProgress: () => undefined };

function noData(): Promise<never> {
  throw new SecateurError('ARGUMENT_INVALID', 'This needs data, which was not named.');
}

/** Lets a cancellation in: what follows computes without a pause. */
async function turn(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  if (signal.aborted) throw new SecateurError('ABORTED', 'Cancelled.');
}
