import type { temporaryFolder } from '../support/temporary-folder.ts';
import { secateurJson } from './run-cli.ts';
import { table } from './tables.ts';

/** In the folder, beside the `data.csv` that it learned from: a network whole, `big.onnx`, and cut, `small.onnx`. */
export async function makeBigAndSmall(folder: ReturnType<typeof temporaryFolder>): Promise<void> {
  const data = await folder.write('data.csv', table('label'));
  const posterior = folder.at('p.safetensors');
  await secateurJson('train', data, '-o', posterior, '--epochs', '20', '--network', '6-40-2');
  await secateurJson('export', posterior, '--dense', '-o', folder.at('big.onnx'));
  await secateurJson('export', posterior, '--rule', 'budget=30', '-o', folder.at('small.onnx'));
}
