import { sizeOf } from '../../core/index.ts';
import { labelsOf } from '../scores/score-model.ts';
import { isFractional, type RowOutput } from '../shrink/feeds/run-rows.ts';
import type { SaidByCard } from './said-by-card.ts';

/** Answers as a table: a column for each value of each output. */
export interface AnswerTable {
  /** No two alike. */
  readonly header: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** What is known of the outputs. */
export interface KnownOfOutputs {
  /** In the order of the scores, of whatever output has one for each. */
  readonly classes?: readonly string[] | undefined;
  /** The same of outputs that have classes of their own. */
  readonly ownClasses?: ReadonlyMap<string, readonly string[]> | undefined;
  /** Where one score tells two classes apart. */
  readonly score?: SaidByCard['score'];
}

/**
 * Outputs as columns. A score for each class is headed by the class, where the classes are known, and the largest is the
 * prediction unless an output names it.
 */
export function answerTable(outputs: readonly RowOutput[], known: KnownOfOutputs): AnswerTable {
  const { classes, ownClasses } = known;
  const predicted = predictionsOf(outputs, known);
  const header = outputs.flatMap(({ name, dims }) => {
    const width = sizeOf(dims);
    if (width === 1) return [name];
    const own = ownClasses?.get(name) ?? classes;
    return Array.from({ length: width }, (_, at) => `${name} ${width === own?.length ? own[at] : at}`);
  });
  const rows = Array.from({ length: rowsOf(outputs) }, (_, row) => [
    ...(predicted ? [classes?.[predicted[row]!] ?? predicted[row]!] : []),
    ...outputs.flatMap(({ dims, values }): (string | number)[] => {
      const width = sizeOf(dims);
      return [...values.slice(row * width, (row + 1) * width)];
    }),
  ]);
  // An output may have that very name.
  const title = header.includes('prediction') ? 'predicted label' : 'prediction';
  return { header: distinct([...(predicted ? [title] : []), ...header]), rows };
}

/** The class of each row, where the outputs hold scores and no label. */
function predictionsOf(outputs: readonly RowOutput[], { classes, score }: KnownOfOutputs): Uint32Array | undefined {
  const one = score && outputs.find(({ name }) => name === score.output);
  if (one) return Uint32Array.from(one.values as Float32Array, (value) => Number(value >= score.threshold));
  const saysLabel = outputs.some(({ dims, type }) => sizeOf(dims) === 1 && !isFractional(type));
  const scores = outputs.find(({ dims, type }) => isFractional(type) && sizeOf(dims) === classes?.length);
  return scores && !saysLabel ? labelsOf(scores.values as Float32Array, classes!.length) : undefined;
}

function rowsOf([first]: readonly RowOutput[]): number {
  return first ? first.values.length / Math.max(1, sizeOf(first.dims)) : 0;
}

/** Rows are written as objects too, which keep one value for each name: the second of two is numbered. */
function distinct(names: readonly string[]): string[] {
  const taken = new Set(names);
  const seen = new Set<string>();
  return names.map((name) => {
    let own = name;
    for (let number = 2; seen.has(own) || (own !== name && taken.has(own)); number++) own = `${name} (${number})`;
    seen.add(own);
    return own;
  });
}
