import type { HeldOut } from '../../api/commands.ts';
import { describeTempering, formatCount, type Posterior } from '../../core/index.ts';
import type { Score } from '../../trainer/index.ts';
import { fields, formatScore } from '../format.ts';

export function describeResult(
  posterior: Posterior,
  heldOut: HeldOut,
  notes: readonly string[],
  output: string,
): string {
  const { dense, pruned, cut, uncut, measuredOn, rows } = heldOut;
  const tempering = describeTempering(posterior.tempering);
  const lines: [string, string][] = [['Held out', `${formatCount(rows)} ${measuredOn} rows`]];
  if (dense) lines.push(['Dense', formatScore(dense)]);
  if (pruned && cut) {
    const ratio = cut.before.parameters / cut.after.parameters;
    lines.push(
      ['Median cut', formatScore(pruned)],
      ['Kept', `${cut.before.network} -> ${cut.after.network}`],
      [
        'Parameters',
        `${formatCount(cut.before.parameters)} -> ${formatCount(cut.after.parameters)} (${ratio.toFixed(1)} times fewer)`,
      ],
    );
  }
  if (cut?.selection) {
    const { truePositives, falsePositives, active, inactive } = cut.selection;
    lines.push([
      'Features',
      `kept ${truePositives} of ${active} that matter and ${falsePositives} of ${inactive} that do not`,
    ]);
  }
  const advice = dense && pruned && adviceOnLoss(dense, pruned, rows);
  if (advice !== undefined) lines.push(['Mind', advice]);
  if (uncut) lines.push(['Uncut', formatScore(uncut.score)], ['No cut', uncut.why]);
  if (tempering !== undefined) lines.push(['Mind', tempering]);
  for (const note of notes) lines.push(['Mind', note]);
  lines.push(['Saved', output]);
  return fields(lines);
}

/**
 * What to try when the cut costs half as many errors again, or a fifth of the RMSE or deviance. On few rows errors must
 * also be more by two standard errors: one row more of forty says nothing.
 */
export function adviceOnLoss(dense: Score, pruned: Score, rows: number): string | undefined {
  const [before, after] = [1 - dense.value, 1 - pruned.value];
  const chance = 2 * Math.sqrt((after * (1 - after)) / rows);
  const worse =
    dense.name === 'accuracy'
      ? after > 1.5 * before + 0.005 && after - before > chance
      : pruned.value > 1.2 * dense.value;
  if (!worse) return undefined;
  return 'the cut network is clearly worse than the dense one. Fine-tune it (`secateur export --fine-tune <data>`), or keep more: --temper-slab 0.1, or --size with more parameters.';
}
