import type { HeldOut } from '../../../api/commands.ts';
import { readPosterior } from '../../../api/index.ts';
import {
  describeTempering,
  featureNames,
  formatCount,
  formatFigure,
  type Posterior,
  tensorNames,
} from '../../../core/index.ts';
import { columns } from '../../format.ts';

/** What `train` gives for one seed, as far as it is summed up. */
export interface SeedResult {
  readonly data: Posterior['data'];
  readonly tempering: Posterior['tempering'];
  readonly output: string;
  readonly metrics: Readonly<Record<string, number>>;
  readonly heldOut: HeldOut;
}

export interface Spread {
  readonly mean: number;
  /** Standard deviation over the seeds, with n - 1. */
  readonly stdDev: number;
  readonly minimum: number;
  readonly maximum: number;
}

export interface SeedsSummary {
  /** As the options ask for, of every seed. */
  readonly tempering: Posterior['tempering'];
  readonly metrics: Readonly<Record<string, Spread>>;
  /** In how many runs each input was held for needed; absent where inputs are not selected. */
  readonly keptInputs?: readonly { readonly input: string; readonly runs: number }[];
}

export async function summarise(results: readonly SeedResult[]): Promise<SeedsSummary> {
  const figures = results.map(({ metrics, heldOut }) => ({
    ...metrics,
    ...(heldOut.cut && { parametersOfMedianCut: heldOut.cut.after.parameters }),
  }));
  const names = [...new Set(figures.flatMap((each) => Object.keys(each)))];
  const spreads = names.map((name) => {
    const values = figures.flatMap((each: Readonly<Record<string, number>>) => each[name] ?? []);
    return [name, spreadOf(values)] as const;
  });
  const keptInputs = await countKeptInputs(results);
  return { tempering: results[0]!.tempering, metrics: Object.fromEntries(spreads), ...(keptInputs && { keptInputs }) };
}

function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const stdDev = values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0;
  return { mean, stdDev, minimum: Math.min(...values), maximum: Math.max(...values) };
}

async function countKeptInputs(results: readonly SeedResult[]): Promise<SeedsSummary['keptInputs']> {
  const runs = new Map<string, number>();
  for (const { output } of results) {
    const { input, tensors } = await readPosterior(output);
    const logits = tensors[tensorNames.inputInclusion]?.data;
    if (!logits) return undefined;
    featureNames(input).forEach((name, index) => {
      runs.set(name, (runs.get(name) ?? 0) + (logits[index]! > 0 ? 1 : 0));
    });
  }
  return [...runs].map(([input, count]) => ({ input, runs: count }));
}

/** Inputs are listed by name up to this many. */
const longestList = 40;

export function describeSummary({ tempering, metrics, keptInputs }: SeedsSummary, seeds: number): string {
  const figures = Object.entries(metrics).map(([name, { mean, stdDev, minimum, maximum }]) => [
    name,
    ...[mean, stdDev, minimum, maximum].map(formatFigure),
  ]);
  const parts = [columns([[`${seeds} seeds`, 'mean', 'spread', 'least', 'most'], ...figures])];
  if (keptInputs && keptInputs.length <= longestList) {
    const rows = [...keptInputs].sort((one, other) => other.runs - one.runs);
    parts.push(columns([['input', 'kept in'], ...rows.map(({ input, runs }) => [input, `${runs} of ${seeds}`])]));
  } else if (keptInputs) {
    const number = (wanted: (runs: number) => boolean) =>
      formatCount(keptInputs.filter(({ runs }) => wanted(runs)).length);
    parts.push(
      `Inputs: ${number((runs) => runs === seeds)} kept in every run, ${number((runs) => runs > 0 && runs < seeds)} in some, ${number((runs) => runs === 0)} in none.`,
    );
  }
  const tempered = describeTempering(tempering);
  if (tempered !== undefined) parts.push(tempered);
  return parts.join('\n\n');
}
