import { mean, standardDeviation } from '../support/statistics.ts';
import { textTable } from '../support/text-table.ts';
import type { Row } from './task.ts';

/** One table for each data set; the figures of all seeds as mean ± standard deviation. */
export function printRows(rows: readonly Row[]): void {
  for (const data of distinct(rows, 'data')) {
    const ofData = rows.filter((row) => row.data === data);
    const cells = distinct(ofData, 'network').flatMap((network) =>
      distinct(ofData, 'share').flatMap((share) =>
        distinct(ofData, 'method').flatMap((method) => {
          const same = ofData.filter((row) => row.network === network && row.share === share && row.method === method);
          return same.length > 0 ? [line(same)] : [];
        }),
      ),
    );
    const title = [
      data,
      'MACs kept',
      'MACs',
      'parameters',
      'bytes',
      'at the cut',
      'at the end',
      'fit s',
      'tune s',
      'seeds',
    ];
    console.log(`\n${textTable(title, cells)}`);
  }
}

function line(rows: readonly Row[]): string[] {
  const { network, method, share } = rows[0]!;
  const average = (figure: keyof Row) => mean(rows.map((row) => Number(row[figure])));
  return [
    `${network}, ${methodTitle(method, share)}`,
    share === 1 ? 'all' : `${100 * share} %`,
    average('macs').toFixed(0),
    average('parameters').toFixed(0),
    average('bytes').toFixed(0),
    spread(rows.map(({ accuracyAtCut }) => accuracyAtCut)),
    spread(rows.map(({ accuracy }) => accuracy)),
    secondsText(rows.flatMap(({ fitSeconds }) => fitSeconds ?? [])),
    average('tuneSeconds').toFixed(0),
    String(rows.length),
  ];
}

/** Of those that were trained; networks that an earlier bench kept took no time that says anything. */
function secondsText(seconds: readonly number[]): string {
  return seconds.length === 0 ? 'cached' : mean(seconds).toFixed(0);
}

function methodTitle(method: Row['method'], share: number): string {
  return method === 'magnitude' && share === 1 ? 'dense, trained on' : method;
}

function spread(shares: readonly number[]): string {
  const percent = (share: number) => (100 * share).toFixed(2);
  return `${percent(mean(shares))} ± ${percent(standardDeviation(shares))} %`;
}

function distinct<Key extends keyof Row>(rows: readonly Row[], key: Key): Row[Key][] {
  return [...new Set(rows.map((row) => row[key]))];
}
