import { mean, standardError } from '../support/statistics.ts';
import { dataSets } from './data-sets.ts';
import type { Candidate, UciAnswer } from './process.ts';
import { publishedOf } from './published.ts';

/** One split of one data set, measured. */
export type UciRun = UciAnswer & { readonly name: string; readonly split: number };

export type Summary = ReturnType<typeof summaryOf>;

/** Of all data sets that were measured: both figures of both networks, and whether the pruned one is as good. */
export function summaryOf(runs: readonly UciRun[]) {
  const sets = Object.keys(dataSets).flatMap((name) => {
    const ofSet = runs.filter((run) => run.name === name);
    return ofSet.length > 0 ? [{ name, customarySplits: dataSets[name]!.splits, ...summaryOfSet(ofSet) }] : [];
  });
  return {
    asGood: sets.filter(({ figure }) => figure.isAsGood).length,
    asLikely: sets.filter(({ logLikelihood }) => logLikelihood.isAsGood).length,
    dataSets: sets.length,
    summary: sets.map((set) => ({ ...set, published: publishedOf(set.name) })),
  };
}

function summaryOfSet(runs: readonly UciRun[]) {
  const figureName = runs[0]!.dense.test.name;
  const compare = (figure: (candidate: Candidate) => number, better: 1 | -1) => {
    const gains = runs.map(({ dense, pruned }) => better * (figure(pruned) - figure(dense)));
    return {
      dense: spreadOf(runs.map(({ dense }) => figure(dense))),
      pruned: spreadOf(runs.map(({ pruned }) => figure(pruned))),
      gain: spreadOf(gains),
      // Differences on the same split: its own difficulty cancels. A single split has no standard error.
      isAsGood: mean(gains) >= -standardError(gains),
    };
  };
  return {
    splits: runs.length,
    figureName,
    figure: compare(({ test }) => test.value, figureName === 'accuracy' ? 1 : -1),
    logLikelihood: compare(({ test }) => test.logLikelihood!, 1),
    denseParameters: mean(runs.map(({ dense }) => dense.parameters)),
    shareOfParameters: mean(runs.map(({ dense, pruned }) => pruned.parameters / dense.parameters)),
    chosen: countsOf(runs.map(({ pruned }) => pruned.cut)),
  };
}

function spreadOf(values: readonly number[]) {
  return { mean: mean(values), standardError: standardError(values) };
}

function countsOf(names: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    [...new Set(names)].sort().map((name) => [name, names.filter((each) => each === name).length]),
  );
}
