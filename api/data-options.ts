import { type LikelihoodName, SecateurError, type Task } from '../core/index.ts';
import { type ArrayImage, type Dataset, type LoadOptions, loadDataset } from '../datasets/index.ts';

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
  readonly imageShape?: ArrayImage;
  /** Of `shrink` only, see `LoadOptions`. */
  readonly keepConstant?: boolean;
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
    imageShape,
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
    ...(imageShape !== undefined && { imageShape }),
    ...(keepConstant !== undefined && { keepConstant }),
  };
  const dataset = await loadDataset(source, load);
  if (dataset.split.validation.length === 0) {
    throw new SecateurError(
      'DATA_INVALID',
      `${source}: no row is left to validate on. Give more rows or a larger --validation-fraction.`,
    );
  }
  return dataset;
}
