import { SecateurError } from '../../core/index.ts';
import { readBytes } from '../../files/index.ts';
import type { Dataset, LoadOptions, Split } from '../dataset.ts';
import { imageDataset } from '../image-dataset.ts';
import { sha256 } from '../provenance.ts';
import { refuseOptions } from '../refuse-options.ts';
import { findImages, type ImageFile } from './class-folders.ts';
import { decodeImage, type Image } from './decode-image.ts';
import { resize, toGrey } from './resize.ts';

const filesAtOnce = 16;
const largestFileBytes = 2 ** 28;

/**
 * PNG and JPEG files in folders named after their classes; see `findImages`. Images have three channels if any file has
 * colour (and `options.grey` is not set), else one.
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE, FORMAT_INVALID naming the first bad file in order; SHAPE_MISMATCH when sizes
 * differ and `options.imageSize` does not make them one; DATA_INVALID, ARGUMENT_INVALID.
 */
export async function loadImageFolder(folder: string, options: LoadOptions): Promise<Dataset> {
  const { files, others } = await findImages(folder);
  const isDivided = files.some(({ part }) => part === 'test' || part === 'validation');
  const chosen = ['testFraction', 'testRows', 'split', ...(hasPart(files, 'validation') ? ['validationFraction'] : [])];
  refuseOptions(
    folder,
    options,
    (
      ['seed', 'validationFraction', 'testFraction', 'testRows', 'split', 'imageSize', 'grey', 'likelihood'] as const
    ).filter((option) => !(isDivided && chosen.includes(option))),
    isDivided ? 'its folders are its classes and its parts' : 'its folders are its classes',
  );
  const { images, hashes } = await readImages(files, options);
  const [{ height, width }] = images as [Image];
  const channels = images.some((image) => image.channels === 3) ? 3 : 1;
  const size = height * width * channels;
  const data = new Uint8Array(images.length * size);
  for (const [index, image] of images.entries()) {
    if (image.channels === channels) data.set(image.data, index * size);
    else for (let at = 0; at < size; at++) data[index * size + at] = image.data[Math.floor(at / channels)]!;
  }
  const labels = [...new Set(files.map(({ label }) => label))].sort();
  if (labels.length < 2) {
    throw new SecateurError('DATA_INVALID', `${folder}: there is only one class, '${labels[0]}': nothing to learn.`);
  }
  const testCount = files.filter(({ part }) => part === 'test').length;
  const withAlpha = images.filter(({ hadAlpha }) => hadAlpha).length;
  return imageDataset(
    {
      source: folder,
      shape: { height, width, channels },
      scale: 255,
      data,
      targets: Float32Array.from(files, ({ label }) => labels.indexOf(label)),
      target: { kind: 'categorical', name: 'class', categories: labels },
      ...(hasPart(files, 'validation') ? { split: givenSplit(files) } : testCount > 0 && { testCount }),
      hashes: files.map(({ name }, index) => `${name} ${hashes[index]}`),
      choices: { imageSize: options.imageSize, grey: options.grey },
      notes: [
        `${files.length} images of ${height} x ${width} x ${channels} in ${labels.length} classes, one for each folder.`,
        ...(others > 0
          ? [`${others} ${others === 1 ? 'file is' : 'files are'} neither PNG nor JPEG and left out.`]
          : []),
        ...(withAlpha > 0 ? [`${withAlpha} images have transparency, which was left out.`] : []),
      ],
    },
    options,
  );
}

/** In the order of `files`, a few at once; the first bad one in that order is what is thrown. */
async function readImages(
  files: readonly ImageFile[],
  { imageSize, grey }: LoadOptions,
): Promise<{ images: Image[]; hashes: string[] }> {
  const images: Image[] = [];
  const hashes: string[] = [];
  for (let from = 0; from < files.length; from += filesAtOnce) {
    const some = files.slice(from, from + filesAtOnce);
    const contents = await Promise.allSettled(
      some.map(({ path }) => readBytes(path, { maximumBytes: largestFileBytes })),
    );
    for (const [index, content] of contents.entries()) {
      if (content.status === 'rejected') throw content.reason;
      const { path } = some[index]!;
      const decoded = decodeImage(content.value, path);
      const sized = imageSize ? resize(decoded, imageSize) : decoded;
      const first = images[0] ?? sized;
      if (sized.height !== first.height || sized.width !== first.width) {
        throw new SecateurError(
          'SHAPE_MISMATCH',
          `${path}: is ${sized.height} x ${sized.width} pixels high and wide, but ${files[0]!.path} is ${first.height} x ${first.width}. Make them one size with --image-size, for example --image-size ${first.height}x${first.width}.`,
        );
      }
      images.push(grey ? toGrey(sized) : sized);
      hashes.push(sha256(content.value));
    }
  }
  return { images, hashes };
}

function hasPart(files: readonly ImageFile[], wanted: ImageFile['part']): boolean {
  return files.some(({ part }) => part === wanted);
}

function givenSplit(files: readonly ImageFile[]): Split {
  const rowsOf = (wanted: string) => Uint32Array.from(files.flatMap(({ part }, row) => (part === wanted ? [row] : [])));
  return { train: rowsOf('train'), validation: rowsOf('validation'), test: rowsOf('test') };
}
