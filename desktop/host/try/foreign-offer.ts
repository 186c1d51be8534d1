import { SecateurError } from '../../../core/index.ts';
import type { Model, ValueInfo } from '../../../runtime/index.ts';
import type { TryColumn, TryInput, TryOffer } from '../../shared/index.ts';

/** A model that says nothing of itself: what it reads and puts out is told from shapes and types alone. */
export type ForeignModel = Extract<Model, { kind: 'other' }>;

const mostColumns = 1000;
/** Of rows of so many numbers that fill a square, people have pictures in mind. */
const leastSquare = 20;

/**
 * What its inputs may be: pictures for one input with two sides and up to four channels, otherwise a row of numbers and
 * texts.
 * @throws UNSUPPORTED for inputs that can be neither drawn nor typed
 */
export function foreignOffer({ inputs }: ForeignModel, name: string): TryOffer {
  const readings = inputs.length === 1 ? [...picturesOf(inputs[0]!), ...rowOf(inputs)] : rowOf(inputs);
  const [input, ...others] = readings;
  if (!input) throw cannotFeed(inputs, name);
  const isFloat = inputs[0]!.type?.startsWith('float') ?? false;
  return {
    input,
    task: { kind: 'classification', labels: [] },
    knowsUncertainty: false,
    assumed: { others, pixels: isFloat ? 'unit' : 'bytes' },
  };
}

function picturesOf({ type, dims }: ValueInfo): TryInput[] {
  if (type === undefined || type === 'string' || type === 'bool') return [];
  const sizes = dims.slice(1);
  if (!sizes.every((size): size is number => typeof size === 'number')) return [];
  const picture = (height: number, width: number, channels: number, layout: 'channels-first' | 'channels-last') =>
    [{ kind: 'image', height, width, channels, scale: 1, layout }] as const;
  const isDepth = (channels: number) => channels === 1 || channels === 3 || channels === 4;
  const [first = 0, second = 0, third = 0] = sizes;
  if (sizes.length === 3 && isDepth(first)) return [...picture(second, third, first, 'channels-first')];
  if (sizes.length === 3 && isDepth(third)) return [...picture(first, second, third, 'channels-last')];
  if (sizes.length === 2 && first > 1 && second > 1) return [...picture(first, second, 1, 'channels-last')];
  const side = Math.sqrt(first);
  const isSquare = sizes.length === 1 && Number.isInteger(side) && side >= leastSquare;
  return isSquare ? [...picture(side, side, 1, 'channels-last')] : [];
}

function rowOf(inputs: readonly ValueInfo[]): TryInput[] {
  const columns: TryColumn[] = [];
  for (const { name, type, dims } of inputs) {
    const sizes = dims.slice(1);
    if (type === undefined || dims.length === 0 || dims.length > 2) return [];
    if (!sizes.every((size): size is number => typeof size === 'number')) return [];
    const width = sizes[0] ?? 1;
    if (columns.length + width > mostColumns) return [];
    for (let at = 0; at < width; at++) {
      const own = width === 1 ? name : `${name} ${at + 1}`;
      columns.push(
        type === 'string'
          ? { kind: 'text', name: own }
          : { kind: 'numeric', name: own, mean: 0, scale: 1, imputed: type.startsWith('float') },
      );
    }
  }
  return columns.length > 0 ? [{ kind: 'table', columns }] : [];
}

function cannotFeed(inputs: readonly ValueInfo[], name: string): SecateurError {
  const text = inputs
    .map((input) => `${input.name} (${input.type ?? 'no tensor'} ${input.dims.join(' x ')})`)
    .join(', ');
  return new SecateurError(
    'UNSUPPORTED',
    `${name}: takes ${text}, which can be neither drawn nor typed: Try feeds one picture of a fixed size, or up to ${mostColumns} numbers and texts. Inspect and Profile take this model.`,
  );
}
