import { expect, test } from '@jest/globals';
import { readPosterior } from '../../api/index.ts';
import { tensorNames } from '../../core/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { secateur } from './run-cli.ts';

const folder = temporaryFolder();

test('train calls hardly any input needed where labels do not depend on inputs', async () => {
  const output = folder.at('noise.safetensors');
  const { stdout } = await secateur('train', 'sim:noise,n=300,p=20,test=100', '-o', output, '--seed', '201');
  const logOdds = Array.from((await readPosterior(output)).tensors[tensorNames.inputInclusion]!.data);
  // With prior inclusion 1/2 and a start from the last epoch's dense network there were seven.
  expect(logOdds.filter((value) => value > 0).length).toBeLessThanOrEqual(1);
  expect(stdout).toMatch(/Dense +accuracy/);
});
