import { expect, test } from '@jest/globals';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { secateur } from './run-cli.ts';
import { table } from './tables.ts';

const folder = temporaryFolder();

test('a posterior far above the size aimed at says so, one that was trained for longer is not', async () => {
  const data = await folder.write('data.csv', table('label'));
  const train = async (epochs: string, ...size: string[]) => {
    const common = ['--network', '6-24-2', '--no-teacher', '--epochs', epochs];
    return (await secateur('train', data, '-o', folder.at(`${epochs}.safetensors`), ...common, ...size)).stdout;
  };
  const missed = (things: string) =>
    new RegExp(`Mind +The median cut has \\d+ ${things}, \\d\\.\\d times the 70 aimed at: .* Train longer`);
  expect(await train('2', '--size', '70')).toMatch(missed('parameters'));
  expect(await train('3', '--size-macs', '70')).toMatch(missed('multiply-accumulates'));
  const longer = await train('150', '--size', '70');
  expect(longer).toMatch(/^Median cut /m);
  expect(longer).not.toMatch(/aimed at/);
});
