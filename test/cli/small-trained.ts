import { beforeAll, expect } from '@jest/globals';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { expectRefusal, secateur, secateurJson } from './run-cli.ts';
import { table } from './tables.ts';

/**
 * A folder with a table, `data.csv`, what was trained on it, `p.safetensors`, and a cut of that, `m.onnx`, for the tests of
 * one file.
 */
export function smallTrained() {
  const folder = temporaryFolder();
  beforeAll(async () => {
    const [data, posterior] = [await folder.write('data.csv', table('label')), folder.at('p.safetensors')];
    await secateurJson('train', data, '-o', posterior, '--epochs', '30', '--network', '6-8-2');
    await secateurJson('export', posterior, '-o', folder.at('m.onnx'), '--rule', 'budget=30');
  });
  /** Nothing may appear, vanish or change beside the input. */
  const refused = async (args: readonly string[], exitCode: number, message: RegExp): Promise<void> => {
    const before = await folder.list();
    expectRefusal(await secateur(...args), exitCode, message);
    expect(await folder.list()).toEqual(before);
  };
  return { folder, refused };
}
