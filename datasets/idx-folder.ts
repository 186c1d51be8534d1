import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, SecateurError } from '../core/index.ts';
import type { Dataset, LoadOptions } from './dataset.ts';
import type { Idx } from './idx.ts';
import { readIdx } from './idx.ts';
import { imageDataset } from './image-dataset.ts';
import { sha256 } from './provenance.ts';
import { refuseOptions } from './refuse-options.ts';

const fileNames = [
  'train-images-idx3-ubyte',
  'train-labels-idx1-ubyte',
  't10k-images-idx3-ubyte',
  't10k-labels-idx1-ubyte',
] as const;

/** Whether a file of that name belongs to such a folder. */
export function isIdxFile(name: string): boolean {
  return fileNames.some((known) => known === name.replace(/\.gz$/, ''));
}

const highestPixel = 255;

/**
 * A folder with the four files of MNIST (or Fashion-MNIST, KMNIST, ...), plain or `.gz`. The validation rows are the
 * last of the training file; the test file is the test set.
 * @throws FILE_NOT_FOUND, FORMAT_INVALID, SHAPE_MISMATCH, DATA_INVALID, ARGUMENT_INVALID for options of tables.
 */
export async function loadIdxFolder(
  folder: string,
  options: LoadOptions,
  { name = folder }: { name?: string } = {},
): Promise<Dataset> {
  refuseOptions(
    name,
    options,
    ['seed', 'validationFraction', 'likelihood'],
    'it has its own labels and its own test set',
  );
  const paths = await findFiles(folder);
  // One after the other: of several damaged files it is always the first that is named.
  const trainImages = await readIdx(paths[0]);
  const trainLabels = await readIdx(paths[1]);
  const testImages = await readIdx(paths[2]);
  const testLabels = await readIdx(paths[3]);
  const [trainCount, height, width] = checkPair(paths[0], trainImages.idx, paths[1], trainLabels.idx);
  const [testCount, testHeight, testWidth] = checkPair(paths[2], testImages.idx, paths[3], testLabels.idx);
  if (height !== testHeight || width !== testWidth) {
    throw new SecateurError(
      'SHAPE_MISMATCH',
      `${paths[2]}: images are ${testHeight} x ${testWidth} but those of ${paths[0]} are ${height} x ${width}. Use files of one data set.`,
    );
  }

  const classes = trainLabels.idx.data.reduce((highest, label) => Math.max(highest, label), 0) + 1;
  const { idx: tested } = testLabels;
  const stranger = tested.data.findIndex((label) => label >= classes);
  if (stranger >= 0) {
    throw new SecateurError(
      'DATA_INVALID',
      `${paths[3]}: the label ${tested.data[stranger]} of row ${stranger} does not occur in ${paths[1]}. Use files of one data set.`,
    );
  }
  if (classes < 2) {
    throw new SecateurError('DATA_INVALID', `${paths[1]}: there is only one class, so there is nothing to learn.`);
  }

  const { validationFraction = 1 / 12 } = options;
  const validationCount = Math.round(trainCount * validationFraction);
  if (!(validationCount >= 1 && validationCount < trainCount)) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      `A validation part of ${validationFraction} of ${trainCount} images leaves nothing to validate on or to train on. Choose a fraction between 0 and 1.`,
    );
  }
  const fitCount = trainCount - validationCount;
  const rows = new Uint8Array(trainImages.idx.data.length + testImages.idx.data.length);
  rows.set(trainImages.idx.data);
  rows.set(testImages.idx.data, trainImages.idx.data.length);
  const targets = new Float32Array(trainCount + testCount);
  targets.set(trainLabels.idx.data);
  targets.set(tested.data, trainCount);
  return imageDataset(
    {
      source: name,
      shape: { height, width, channels: 1 },
      scale: highestPixel,
      data: rows,
      targets,
      target: {
        kind: 'categorical',
        name: 'label',
        categories: Array.from({ length: classes }, (_, label) => String(label)),
      },
      split: {
        train: range(0, fitCount),
        validation: range(fitCount, trainCount),
        test: range(trainCount, trainCount + testCount),
      },
      hashes: [trainImages, trainLabels, testImages, testLabels].map(({ bytes }) => sha256(bytes)),
      choices: { validationCount },
      notes: [
        `The last ${validationCount} of ${trainCount} training images are the validation set; the ${testCount} images of the test file are the test set.`,
      ],
    },
    {},
  );
}

async function findFiles(folder: string): Promise<[string, string, string, string]> {
  let present: Set<string>;
  try {
    present = new Set(await readdir(folder));
  } catch (error) {
    throw new SecateurError('FILE_NOT_FOUND', `${folder}: cannot be listed (${messageOf(error)}). Check the path.`, {
      cause: error,
    });
  }
  return fileNames.map((name) => {
    const found = [name, `${name}.gz`].find((candidate) => present.has(candidate));
    if (found === undefined) {
      throw new SecateurError(
        'FILE_NOT_FOUND',
        `${folder}: has no ${name} or ${name}.gz. A folder of images needs ${fileNames.join(', ')}, or PNG and JPEG files in folders named after their classes.`,
      );
    }
    return join(folder, found);
  }) as [string, string, string, string];
}

function checkPair(imagesPath: string, images: Idx, labelsPath: string, labels: Idx): [number, number, number] {
  const [count, height, width, more] = images.dimensions;
  if (count === undefined || height === undefined || width === undefined || more !== undefined) {
    throw new SecateurError(
      'SHAPE_MISMATCH',
      `${imagesPath}: has ${images.dimensions.length} dimensions where images have 3 (count, height, width).`,
    );
  }
  if (labels.dimensions.length !== 1 || labels.dimensions[0] !== count) {
    throw new SecateurError(
      'SHAPE_MISMATCH',
      `${labelsPath}: holds ${labels.dimensions.join(' x ')} labels for the ${count} images of ${imagesPath}. Use files of one data set.`,
    );
  }
  return [count, height, width];
}

function range(from: number, to: number): Uint32Array {
  return Uint32Array.from({ length: to - from }, (_, index) => from + index);
}
