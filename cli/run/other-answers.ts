import { parsePixelScale, predictOthers, type SaidByCard } from '../../api/commands.ts';
import { SecateurError } from '../../core/index.ts';
import type { OtherModel } from '../../runtime/index.ts';
import type { CommandContext } from '../context.ts';
import type { RunOptions } from './run-options.ts';
import { rounded, type Table } from './table.ts';

/** Of a model that says nothing of itself. */
export async function answersOfOthers(
  context: CommandContext,
  { file, model, said }: { readonly file: string; readonly model: OtherModel; readonly said?: SaidByCard },
  { input, device, probabilities, target, imageSize, grey, pixelScale }: RunOptions,
): Promise<Table> {
  if (probabilities) {
    const what = '--probabilities is about models that export wrote: of others all that they put out is printed';
    throw new SecateurError('ARGUMENT_INVALID', `${what}, also of ${model.name}. Leave it out.`);
  }
  const { header, rows } = await predictOthers(
    file,
    model,
    input,
    {
      device,
      ...(target !== undefined && { target }),
      ...(imageSize && { imageSize }),
      ...(grey && { grey }),
      ...(pixelScale !== undefined && { pixelScale: parsePixelScale(pixelScale) }),
      ...(said && { said }),
    },
    context,
  );
  return { header, rows: rows.map((row) => row.map((cell) => (typeof cell === 'number' ? rounded(cell) : cell))) };
}
