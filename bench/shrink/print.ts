import { textTable } from '../support/text-table.ts';
import { type Point, pointsOf, type Row, smallestAt } from './rows.ts';

/** How far below the dense network's accuracy sizes are compared. */
const losses = [0.002, 0.005, 0.01, 0.02, 0.04];
/** Accuracies within this count as equal. */
const equal = 0.002;

/** What is printed for one task: every contender at every budget, then the smallest of ours and of the peers at each loss. */
export function printTask(task: string, rows: readonly Row[]): void {
  const points = pointsOf(rows.filter((row) => row.task === task));
  console.log(`\n${task}`);
  console.log(
    textTable(
      ['', 'at most', 'parameters', 'bytes', 'test accuracy', 'seeds'],
      points.map(({ contender, budget, parameters, sizeBytes, accuracy, seeds }) => [
        contender,
        budget?.toLocaleString('en') ?? '',
        parameters?.toFixed(0) ?? '',
        sizeBytes.toFixed(0),
        percent(accuracy),
        String(seeds),
      ]),
    ),
  );
  const lines = (['parameters', 'sizeBytes'] as const).flatMap((size) =>
    comparisons(points, size).map(({ goal, own, peer, ratio }) => [
      `${percent(goal)}, ${size === 'parameters' ? 'parameters' : 'bytes'}`,
      described(own, size),
      described(peer, size),
      ratio?.toFixed(2) ?? '',
    ]),
  );
  console.log(`\n${textTable(['at least', 'ours', 'the best of the others', 'ours / theirs'], lines)}`);
}

interface SizeComparison {
  readonly goal: number;
  readonly own?: Point;
  readonly peer?: Point;
  /** Below 1: ours is smaller. */
  readonly ratio?: number;
}

/** The smallest files that lose no more than so much against the dense network; ours may be .2 points below the goal. */
export function comparisons(points: readonly Point[], size: 'parameters' | 'sizeBytes'): SizeComparison[] {
  const dense = points.find(({ contender }) => contender === 'dense');
  if (dense === undefined) return [];
  const isOwn = ({ contender }: Point) => contender.startsWith('secateur');
  return losses.map((loss) => {
    const goal = dense.accuracy - loss;
    const own = smallestAt(points.filter(isOwn), goal - equal, size);
    const peer = smallestAt(
      points.filter((point) => !isOwn(point)),
      goal,
      size,
    );
    return {
      goal,
      ...(own && { own }),
      ...(peer && { peer }),
      ...(own && peer && { ratio: own[size]! / peer[size]! }),
    };
  });
}

function described(point: Point | undefined, size: 'parameters' | 'sizeBytes'): string {
  return point ? `${point[size]!.toFixed(0)} (${point.contender}, ${percent(point.accuracy)})` : 'none';
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
