import { SecateurError } from '../../core/index.ts';
import { graphsOf, type OnnxModel } from '../../onnx/index.ts';
import type { ValueInfo } from '../../runtime/index.ts';
import { assign, type Table } from '../shrink/feeds/columns-by-input.ts';
import { isFractional } from '../shrink/feeds/run-rows.ts';

/**
 * Numbers that no network computes with: a model would answer them with NaN, or with one of its classes.
 * @param chosen the rows that are fed
 * @throws DATA_INVALID for the first that is infinite, or missing where nothing in the model stands in for it
 */
export function checkGiven(
  file: string,
  model: OnnxModel,
  inputs: readonly ValueInfo[],
  table: Table,
  chosen: Uint32Array,
): void {
  const takesMissing = knowsMissing(model);
  const { columns } = table.input;
  const fed = fedAsNumbers(file, inputs, table);
  for (const row of chosen) {
    for (const at of fed) {
      const value = table.rows[row * columns.length + at]!;
      if (Number.isFinite(value) || (takesMissing && Number.isNaN(value))) continue;
      const { name } = columns[at]!;
      const remedy = Number.isNaN(value)
        ? 'The model has no substitute for missing values: give a number.'
        : 'Give a finite number.';
      throw new SecateurError('DATA_INVALID', `${file}: row ${row + 1}, column '${name}' is ${value}. ${remedy}`);
    }
  }
}

/** Positions of the columns that an input of fractions takes. Whole ones are checked as they are made. */
function fedAsNumbers(file: string, inputs: readonly ValueInfo[], table: Table): number[] {
  const isFloat = ({ type }: ValueInfo) => type !== undefined && isFractional(type);
  const isNumeric = (at: number) => table.input.columns[at]!.kind === 'numeric';
  const positions =
    inputs.length === 1
      ? [...table.input.columns.keys()].filter(() => isFloat(inputs[0]!))
      : assign(file, inputs, table).flatMap(({ input, columns }) => (isFloat(input) ? columns : []));
  return positions.filter(isNumeric);
}

/** Whether some operator tells missing values from others; trees branch on them. */
function knowsMissing({ graph }: OnnxModel): boolean {
  return graphsOf(graph).some(({ nodes }) =>
    nodes.some(({ opType }) => /^(?:Imputer|IsNaN|TreeEnsemble.*)$/.test(opType)),
  );
}
