import type { Command } from 'commander';
import type { Widths } from '../../exporter/index.ts';
import { wholeNumber } from '../options.ts';

/** What the widths of a cut have to be. */
export interface WidthOptions {
  readonly round?: number;
  readonly floor?: number;
}

export function addWidthOptions(command: Command): Command {
  return command
    .option('--round <multiple>', 'make widths multiples of this, such as 4, 8 or 16', wholeNumber(1, 1024))
    .option('--floor <units>', 'keep at least this many inputs, and units in each layer', wholeNumber(1, 1e6));
}

/** As plans take it: nothing where nothing was asked for. */
export function widthsAsked({ round, floor }: WidthOptions): { readonly widths?: Widths } {
  if (round === undefined && floor === undefined) return {};
  return { widths: { ...(round !== undefined && { multiple: round }), ...(floor !== undefined && { floor }) } };
}
