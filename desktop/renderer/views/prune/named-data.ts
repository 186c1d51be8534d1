import { parseImage } from '../../../../core/index.ts';
import type { NamedData } from '../../../shared/index.ts';
import type { DataSource } from '../../parts/data-field.tsx';

/** The data of a posterior as it stands in the fields. */
export interface DataForm extends DataSource {
  readonly target: string;
  readonly targetFile: string;
  readonly testFile: string;
  readonly split: string;
  readonly validationFraction: string;
  readonly testFraction: string;
  readonly imageSize: string;
  readonly imageShape: string;
  readonly grey: boolean;
}

export const noData: DataForm = {
  source: '',
  target: '',
  targetFile: '',
  testFile: '',
  split: '',
  validationFraction: '',
  testFraction: '',
  imageSize: '',
  imageShape: '',
  grey: false,
};

const fractions = ['validationFraction', 'testFraction'] as const;
const texts = ['target', 'targetFile', 'testFile', 'split'] as const;

/** The first field that cannot be read. */
export function dataFault(
  form: DataForm,
): 'validationFraction' | 'testFraction' | 'imageSize' | 'imageShape' | undefined {
  const wrong = fractions.find((name) => form[name].trim() !== '' && fractionOf(form[name]) === undefined);
  if (wrong) return wrong;
  if (form.imageSize.trim() !== '' && !sizeOf(form.imageSize)) return 'imageSize';
  return form.imageShape.trim() !== '' && !shapeOf(form.imageShape) ? 'imageShape' : undefined;
}

/** Undefined where no data is named, or a field cannot be read. */
export function namedDataOf(form: DataForm): NamedData | undefined {
  if (form.source.trim() === '' || dataFault(form) !== undefined) return undefined;
  const size = sizeOf(form.imageSize);
  const given = [
    ...texts.map((name) => [name, form[name].trim() || undefined] as const),
    ...fractions.map((name) => [name, fractionOf(form[name])] as const),
    ['imageSize', size] as const,
    ['imageShape', shapeOf(form.imageShape)] as const,
    ['grey', form.grey || undefined] as const,
  ].filter(([, value]) => value !== undefined);
  return { source: form.source.trim(), ...Object.fromEntries(given) };
}

/** `0.2` or `20 %` */
function fractionOf(text: string): number | undefined {
  const [, digits, percent] = /^\s*(\d*\.?\d+)\s*(%?)\s*$/.exec(text) ?? [];
  const part = Number(digits ?? Number.NaN) / (percent ? 100 : 1);
  return part >= 0 && part < 1 ? part : undefined;
}

/** `1x128x6`, or `1x128x6:chw` where one channel comes after the other. */
function shapeOf(text: string): NamedData['imageShape'] | undefined {
  return parseImage(text.trim().replaceAll('×', 'x'));
}

/** `28x28`, height first. */
function sizeOf(text: string): NamedData['imageSize'] | undefined {
  const [, height, width] = /^\s*([1-9]\d{0,4})\s*[x×]\s*([1-9]\d{0,4})\s*$/.exec(text) ?? [];
  return height === undefined ? undefined : { height: Number(height), width: Number(width) };
}
