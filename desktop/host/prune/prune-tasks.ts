import { latencyOf, planAlong, renderUntuned } from '../../../api/commands.ts';
import {
  calibrationRows,
  certifiedPlan,
  type ExportResult,
  exportPosterior,
  tradeOff,
  withinBudget,
} from '../../../api/index.ts';
import { type Posterior, SecateurError } from '../../../core/index.ts';
import {
  formatRule,
  isScore,
  isSha256Of,
  type PruningPlan,
  parseBudget,
  parseCertified,
  parseRule,
  planPruning,
  type TradeOffCurve,
  usualCalibrationShare,
  type Widths,
} from '../../../exporter/index.ts';
import type { FileSizes, KnownCurve, MeasuredLatency, NamedData, PruneBasis } from '../../shared/index.ts';
import { openPosterior } from '../documents/open-posterior.ts';
import type { NamedSource } from '../documents/recognise.ts';
import { listenerOf, type TaskCall } from '../work/listener.ts';
import { turn } from '../work/turn.ts';
import {
  type AskedBudget,
  type AskedCut,
  type AskedExport,
  type AskedPosterior,
  exportOptionsOf,
  planOptionsOf,
  storageOptionsOf,
} from './asked.ts';
import { basisOf } from './basis-of.ts';
import { fileSizes } from './file-sizes.ts';
import { type AskedOrder, loadNamed, scoresFor } from './known-scores.ts';

/** What is asked of a cut, in a child process: it takes seconds for large networks, and runs native code. */

export async function basisTask(asked: AskedOrder): Promise<PruneBasis> {
  const posterior = await openPosterior(asked);
  return basisOf(posterior, await scoresFor(posterior, asked));
}

/** Those of the posterior. */
export async function curvesOfTask({
  curves,
  ...file
}: NamedSource & { readonly curves: readonly KnownCurve[] }): Promise<readonly KnownCurve[]> {
  const posterior = await openPosterior(file);
  return curves.filter(({ curve }) => isSha256Of(curve.posteriorSha256, posterior));
}

export async function fileSizesTask(asked: Omit<AskedCut, 'rule'>, { signal }: TaskCall): Promise<FileSizes> {
  const posterior = await openPosterior(asked);
  return fileSizes(posterior, await planOptionsOf(posterior, asked), async (plan) => {
    await turn(signal);
    return fileOf(posterior, asked, plan);
  });
}

export async function fileSizeTask(asked: AskedCut): Promise<{ readonly sizeBytes: number }> {
  const posterior = await openPosterior(asked);
  return { sizeBytes: (await fileOf(posterior, asked, await planOf(posterior, asked))).length };
}

export async function planWithinTask(asked: AskedBudget, { signal }: TaskCall): Promise<{ readonly rule: string }> {
  const posterior = await openPosterior(asked);
  const budget = parseBudget(asked.budget);
  const needsScores = budget.limits.some(({ quantity }) => isScore(quantity));
  const render = async (cut: PruningPlan) => {
    await turn(signal);
    return fileOf(posterior, asked, cut);
  };
  const curve =
    needsScores &&
    asked.curves.findLast(
      (each) => isSha256Of(each.posteriorSha256, posterior) && areEqual(each.widths ?? {}, asked.widths),
    );
  if (curve) {
    const { plan } = await planAlong(posterior, curve, budget, { render, signal });
    return { rule: formatRule(plan.rule) };
  }
  const dataset = needsScores && asked.data && (await loadNamed(asked.name, posterior, asked.data));
  const { plan } = await withinBudget(posterior, budget, {
    ...(await planOptionsOf(posterior, asked)),
    ...(dataset && { dataset }),
    render,
    signal,
  });
  return { rule: formatRule(plan.rule) };
}

/** Of a plain file: the export that asks for the same rule tests the very file that it writes. */
export async function planCertifiedTask(
  asked: AskedPosterior & { readonly certified: string; readonly data: NamedData },
  { signal }: TaskCall,
): Promise<{ readonly rule: string; readonly statement: string }> {
  const posterior = await openPosterior(asked);
  const rule = parseCertified(asked.certified);
  const dataset = await loadNamed(asked.name, posterior, asked.data);
  const { calibration } = calibrationRows(dataset, usualCalibrationShare, posterior.seed);
  const options = { ...(await planOptionsOf(posterior, asked)), rows: calibration, signal };
  const plan = await certifiedPlan(posterior, dataset, rule, options);
  return { rule: formatRule(plan.rule), statement: plan.guarantee?.statement ?? plan.why };
}

export async function cutLatencyTask(asked: AskedCut, { signal }: TaskCall): Promise<MeasuredLatency> {
  const posterior = await openPosterior(asked);
  const { p50, p50Interval } = await latencyOf(await fileOf(posterior, asked, await planOf(posterior, asked)), signal);
  return { p50Ms: p50, intervalMs: p50Interval };
}

export async function tradeOffTask(
  asked: AskedPosterior & { readonly data: NamedData; readonly cuts: number },
  call: TaskCall,
): Promise<TradeOffCurve> {
  const posterior = await openPosterior(asked);
  const dataset = await loadNamed(asked.name, posterior, asked.data);
  const { criterion, widths, cuts } = asked;
  return tradeOff(posterior, dataset, { criterion, widths, cuts, ...listenerOf(call) });
}

export async function exportTask(asked: AskedExport, call: TaskCall): Promise<ExportResult> {
  return exportPosterior(asked.path, exportOptionsOf(asked), listenerOf(call));
}

/** What was measured of cuts rounded otherwise says nothing of these. */
function areEqual(one: Widths, other: Widths): boolean {
  return one.multiple === other.multiple && one.floor === other.floor;
}

async function planOf(posterior: Posterior, asked: AskedCut): Promise<PruningPlan> {
  return planPruning(posterior, parseRule(asked.rule), await planOptionsOf(posterior, asked));
}

/**
 * Where steps of activations would have to be seen on data, those found anew stand for them: the file is as large. For a
 * mix of formats, which is found on data, `int8` does: the page says so.
 */
async function fileOf(
  posterior: Posterior,
  { criterion, storage }: Omit<AskedCut, 'rule'>,
  plan: PruningPlan,
): Promise<Uint8Array> {
  const { activations, weights, ...others } = storageOptionsOf({ storage });
  const options = {
    ...others,
    weights: typeof weights === 'object' ? ('int8' as const) : weights,
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
