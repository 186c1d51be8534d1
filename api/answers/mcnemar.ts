import { binomialAtMost } from '../shrink/compare/paired-difference.ts';

/**
 * McNemar's exact test of whether two classifiers are right equally often on the same rows: of the rows that only one of them
 * has right, how probable is a split at least as uneven as this one if each were as likely to be either's? Two-sided.
 */
export function mcnemar(onlyBefore: number, onlyAfter: number): number {
  const rows = onlyBefore + onlyAfter;
  return rows === 0 ? 1 : Math.min(1, 2 * binomialAtMost(Math.min(onlyBefore, onlyAfter), rows, 0.5));
}
