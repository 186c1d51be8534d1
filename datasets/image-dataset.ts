import { basename } from 'node:path';
import { SecateurError } from '../core/index.ts';
import { type ChosenSplit, chooseSplit } from './choose-split.ts';
import type { ColumnPlan } from './csv-plan.ts';
import type { ArrayImage, Dataset, LoadOptions, Rows, SampleWeights, Split } from './dataset.ts';
import { fitTask } from './fit-task.ts';
import { measuredImage } from './measured-image.ts';
import { provenanceHash } from './provenance.ts';
import { rowsThatTeach } from './sample-weights.ts';
import { describeSplit, requireRows, splitChoices } from './table-dataset.ts';

/** Images in memory, whatever they were read from. */
export interface ImageMaterial {
  readonly source: string;
  readonly shape: ArrayImage;
  /** What the highest pixel is; undefined of measurements, whose channels are standardised. */
  readonly scale: number | undefined;
  /** `[n, height * width * channels]`, test images of their own last. */
  readonly data: Rows;
  /** `[n]` */
  readonly targets: Float32Array;
  readonly target: ColumnPlan;
  readonly weights?: SampleWeights;
  readonly testCount?: number;
  /** The whole split, where the source has one. */
  readonly split?: Split;
  /** Hashes of everything read, and what was chosen beside target, task and split. */
  readonly hashes: readonly string[];
  readonly choices?: Readonly<Record<string, unknown>>;
  readonly notes: readonly string[];
}

/**
 * Divides the images and puts everything together.
 * @throws DATA_INVALID when there is nothing to learn; and as `chooseSplit`.
 */
export async function imageDataset(material: ImageMaterial, options: LoadOptions): Promise<Dataset> {
  const { source, data, targets, target, testCount = 0, shape, scale } = material;
  const own = targets.subarray(0, targets.length - testCount);
  requireRows(source, own.length);
  const chosen: ChosenSplit = material.split
    ? { split: material.split, notes: [] }
    : await chooseSplit(options, {
        source,
        classOf: target.kind === 'categorical' ? own : new Uint8Array(own.length),
        sourceRowCount: own.length,
        ...(testCount > 0 && { testCount }),
      });
  const { split } = chosen;
  if (split.train.length === 0) {
    throw new SecateurError('DATA_INVALID', `${source}: no image is left to train on. Choose fewer test images.`);
  }
  const notes = [...material.notes, ...chosen.notes];
  if (material.split === undefined) notes.push(describeSplit(split, options));
  if (areAllEqual(data, targets.length)) notes.push('All images are equal, so that there is nothing to tell them by.');
  const task = fitTask(source, target, targets, rowsThatTeach(split.train, material.weights), notes);
  return {
    name: basename(source),
    input:
      scale === undefined ? measuredImage(source, shape, data, split.train, notes) : { kind: 'image', ...shape, scale },
    task,
    rows: data,
    targets,
    ...(material.weights && { weights: material.weights }),
    split,
    provenance: {
      source,
      sha256: provenanceHash(material.hashes, {
        target: target.name,
        task: task.kind,
        sampleWeights: material.weights?.column,
        ...material.choices,
        ...splitChoices(options, chosen),
      }),
    },
    notes,
  };
}

/** Whether each of `count` rows is the first one again. */
function areAllEqual(data: Rows, count: number): boolean {
  const width = data.length / count;
  return data.every((value, index) => value === data[index % width]);
}
