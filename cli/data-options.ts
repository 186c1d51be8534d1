import { type Command, Option } from 'commander';
import { type LikelihoodName, SecateurError, type Task } from '../core/index.ts';
import type { Dataset, LoadOptions } from '../datasets/index.ts';
import { fraction, imageSize } from './options.ts';

/** Which data, and how it is divided. `export --fine-tune` takes the same ones, to find the same division again. */
export interface DataOptions {
  readonly target?: string;
  readonly task?: Task['kind'];
  readonly validationFraction?: number;
  readonly testFraction?: number;
  readonly testFile?: string;
  readonly split?: string;
  readonly targetFile?: string;
  /** Of `train` only: an exported posterior knows its own. */
  readonly likelihood?: LikelihoodName;
  readonly sampleWeights?: string;
  readonly imageSize?: { readonly height: number; readonly width: number };
  readonly grey?: boolean;
  /** Of `shrink` only, see `LoadOptions`. */
  readonly keepConstant?: boolean;
}

export function addDataOptions(command: Command): Command {
  return command
    .option('--target <column>', 'column of the table to predict (default: the last)')
    .option('--target-file <npy>', 'the targets of a .npy file: a second one (default: its last column)')
    .addOption(
      new Option('--task <kind>', 'what to predict (default: from the target)').choices([
        'classification',
        'regression',
      ]),
    )
    .option(
      '--validation-fraction <share>',
      'part kept for choices (default: 0.1 of a table, 1/12 of the training images)',
      fraction(),
    )
    .option(
      '--test-fraction <share>',
      'part of a table kept for the final score (default: 0.2)',
      fraction({ orZero: true }),
    )
    .option('--image-size <size>', 'resize image files, for example to 28x28 (height x width)', imageSize)
    .option('--grey', 'take image files without their colours')
    .addOption(new Option('--test-file <csv>', 'a second table that is the test set').conflicts('testFraction'))
    .addOption(
      new Option(
        '--split <json>',
        'a file that lists the rows of each part, `file.json#3` for one of several',
      ).conflicts(['testFraction', 'testFile']),
    );
}

/** The files that the options name, which no output may overwrite. */
export function filesOf({ testFile, split, targetFile }: DataOptions): string[] {
  return [testFile, targetFile, split?.replace(/#\d+$/, '')].filter((path) => path !== undefined);
}

export async function loadData(source: string, options: DataOptions & { readonly seed: number }): Promise<Dataset> {
  const {
    target,
    task,
    validationFraction,
    testFraction,
    testFile,
    split,
    targetFile,
    likelihood,
    sampleWeights,
    imageSize,
    grey,
    keepConstant,
    seed,
  } = options;
  const load: LoadOptions = {
    seed,
    ...(target !== undefined && { target }),
    ...(task !== undefined && { task }),
    ...(validationFraction !== undefined && { validationFraction }),
    ...(testFraction !== undefined && { testFraction }),
    ...(testFile !== undefined && { testFile }),
    ...(split !== undefined && { split }),
    ...(targetFile !== undefined && { targetFile }),
    ...(likelihood !== undefined && { likelihood }),
    ...(sampleWeights !== undefined && { sampleWeights }),
    ...(imageSize !== undefined && { imageSize }),
    ...(grey !== undefined && { grey }),
    ...(keepConstant !== undefined && { keepConstant }),
  };
  const { loadDataset } = await import('../datasets/index.ts');
  const dataset = await loadDataset(source, load);
  if (dataset.split.validation.length === 0) {
    throw new SecateurError(
      'DATA_INVALID',
      `${source}: no row is left to validate on. Give more rows or a larger --validation-fraction.`,
    );
  }
  return dataset;
}
