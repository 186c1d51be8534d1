import { columnCount, type InputSpec, SecateurError } from '../../core/essentials.ts';

/**
 * Before the call, for tables: a missing category would otherwise pass as one never seen.
 * @throws DATA_INVALID for the first value that is infinite, or missing (NaN) where the model has no substitute.
 */
export function checkValues(flat: Float32Array, input: InputSpec, name: string): void {
  const width = columnCount(input);
  for (let index = 0; index < flat.length; index++) {
    const value = flat[index]!;
    if (Number.isFinite(value)) continue;
    const column = input.kind === 'table' ? input.columns[index % width] : undefined;
    if (Number.isNaN(value) && column?.kind === 'numeric' && column.imputed) continue;
    const what = column ? `column '${column.name}'` : `value ${(index % width) + 1}`;
    const remedy = Number.isNaN(value)
      ? 'The training data had no missing values here, so the model has no substitute: give a number.'
      : 'Give a finite number.';
    throw new SecateurError(
      'DATA_INVALID',
      `${name}: row ${Math.floor(index / width) + 1}, ${what} is ${value}. ${remedy}`,
    );
  }
}

/**
 * After the call: NaN or infinity in any value that the network reads ends as NaN in the answer, and looking there
 * is far cheaper than at every pixel of every image.
 * @throws DATA_INVALID naming the value behind an answer that is not a number.
 */
export function checkAnswers(answers: Float32Array, flat: Float32Array, input: InputSpec, name: string): void {
  for (let index = 0; index < answers.length; index++) {
    if (Number.isFinite(answers[index]!)) continue;
    checkValues(flat, input, name);
    const remedy = 'Look for values far outside those of the training data.';
    throw new SecateurError('DATA_INVALID', `${name}: the answer is ${answers[index]}. ${remedy}`);
  }
}
