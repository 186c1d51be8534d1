import { type Command, InvalidArgumentError, Option } from 'commander';
import { type ImageShape, parseImage } from '../core/index.ts';

/** What every command takes. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function addCommonOptions(command: Command): Command {
  return command
    .optionsGroup('Options:')
    .option('--json', 'print the result as JSON on standard output')
    .option('--quiet', 'no progress and no notes on standard error');
}

type NumberParser = (text: string) => number;

/** Decimal digits only: `1e3`, `0x10`, ` 5` and `5.0` are refused rather than guessed at. */
export function wholeNumber(minimum: number, maximum: number): NumberParser {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= minimum && value <= maximum) return value;
    throw new InvalidArgumentError(`Give a whole number from ${minimum} to ${maximum}.`);
  };
}

/** A number above 0. */
export function positiveNumber(maximum: number): NumberParser {
  return (text) => {
    const value = decimalNumber(text);
    if (value > 0 && value <= maximum) return value;
    throw new InvalidArgumentError(`Give a number above 0, at most ${maximum}.`);
  };
}

/** A number between 0 and 1; 0 itself where `orZero`. */
export function fraction({ orZero = false } = {}): NumberParser {
  return (text) => {
    const value = decimalNumber(text);
    if (value < 1 && (value > 0 || (orZero && value === 0))) return value;
    throw new InvalidArgumentError(
      `Give a number ${orZero ? 'from 0 to below 1' : 'between 0 and 1'}, for example 0.1.`,
    );
  };
}

export function nonNegativeNumber(maximum: number): NumberParser {
  return (text) => {
    const value = decimalNumber(text);
    if (value >= 0 && value <= maximum) return value;
    throw new InvalidArgumentError(`Give a number from 0 to ${maximum}.`);
  };
}

/** A path for a file of this kind: one that ends like another kind of ours was meant for another command. */
export function outputFile(extension: (typeof writtenKinds)[number]) {
  return (path: string): string => {
    const other = writtenKinds.find((kind) => kind !== extension && path.toLowerCase().endsWith(kind));
    if (!other) return path;
    throw new InvalidArgumentError(`This command writes a ${extension} file, not ${other}.`);
  };
}

const writtenKinds = ['.safetensors', '.onnx', '.html', '.json'] as const;

/** `height=224`, collected by name. */
export function dimensionSizes(text: string, previous: Readonly<Record<string, number>> = {}): Record<string, number> {
  const [, name, size] = /^(.+)=(\d{1,9})$/.exec(text) ?? [];
  if (name !== undefined && Number(size) > 0) return { ...previous, [name]: Number(size) };
  throw new InvalidArgumentError('Give a name and a size, for example height=224.');
}

/** `28x28`: height and width in pixels. */
export function imageSize(text: string): { height: number; width: number } {
  const [, height, width] = /^(\d{1,4})x(\d{1,4})$/.exec(text) ?? [];
  if (Number(height) > 0 && Number(width) > 0) return { height: Number(height), width: Number(width) };
  throw new InvalidArgumentError('Give height and width in pixels, for example 28x28.');
}

/** `32x32x3`, `1x128x6:chw`: an image as networks begin with it. */
export function imageShape(text: string): ImageShape {
  const shape = parseImage(text);
  if (shape) return shape;
  throw new InvalidArgumentError(
    'Give height, width and channels, for example 32x32x3, or 1x128x6:chw where one channel comes after the other.',
  );
}

function decimalNumber(text: string): number {
  return /^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
}

export const largestSeed = 2 ** 32 - 1;

export const seedOption = () =>
  new Option('--seed <number>', 'of everything random; the same seed gives the same bytes')
    .argParser(wholeNumber(0, largestSeed))
    .default(0);

/** @param when in which case it counts, as help begins to say it */
export const taskOption = (when = '') =>
  new Option('--task <kind>', `${when}what to predict (default: from the target)`).choices([
    'classification',
    'regression',
  ]);

/** @param when in which case it counts, as help begins to say it */
export const pixelScaleOption = (when = '', otherwise = 'else what it answers best') =>
  new Option(
    '--pixel-scale <black:white>',
    `${when}what the model takes for the lowest and the highest pixel, such as 0:255 (default: what its first operators say, ${otherwise})`,
  );

/** `--option a,b --option c`. */
export function listed(text: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, ...text.split(',').map((each) => each.trim())];
}

/** `--option a --option b`, without the default once one is given. */
export function collected<T extends string>(allowed: readonly T[]) {
  return (text: string, previous: readonly T[] | undefined): readonly T[] => {
    const value = allowed.find((candidate) => candidate === text);
    if (value === undefined) throw new InvalidArgumentError(`Choose from ${allowed.join(', ')}.`);
    return previous?.includes(value) ? previous : [...(previous ?? []), value];
  };
}
