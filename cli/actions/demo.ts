import { checkFolderWritable } from '../../api/commands.ts';
import { formatBytes, formatCount, formatPercent, isSecateurError, SecateurError } from '../../core/index.ts';
import { formatTable, type Report } from '../../runtime/index.ts';
import type { Action } from '../action.ts';
import { type DemoFiles, demoFiles } from '../demo/files.ts';
import { recipe } from '../demo/recipe.ts';
import { runDemo } from '../demo/run-demo.ts';

export interface DemoOptions {
  readonly output: string;
  readonly seed: number;
}

export const demo: Action<DemoOptions> = async (context, _, { output, seed }) => {
  await checkFolderWritable(output);
  const files = demoFiles(output);
  const report = await runDemo(context, recipe, files, seed).catch((error) => {
    if (!isSecateurError(error) || error.code !== 'ABORTED') throw error;
    throw new SecateurError('ABORTED', 'interrupted; run it again to begin anew.', { cause: error });
  });
  context.result(report, `${formatTable(report)}\n\n${closing(report, files)}`);
};

/** What was saved, and how to run it. */
function closing({ models }: Report, files: DemoFiles): string {
  const [dense, , pruned] = models as [Report['models'][0], Report['models'][0], Report['models'][0]];
  const saved = `The pruned model needs ${formatCount(pruned.parameters ?? 0)} of ${formatCount(dense.parameters ?? 0)} parameters and ${formatBytes(pruned.sizeBytes)} of ${formatBytes(dense.sizeBytes)}, and is right on ${formatPercent(pruned.accuracy ?? 0, 2)} of the test images where the dense one is on ${formatPercent(dense.accuracy ?? 0, 2)}; see ${files.page}.`;
  return `${saved}\nRun it with: npx secateur run ${files.pruned} --input ${files.digits}`;
}
