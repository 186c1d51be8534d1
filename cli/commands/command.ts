import type { Command } from 'commander';
import type { Action } from '../action.ts';
import { commandContext } from '../context.ts';
import { addCommonOptions, type CommonOptions } from '../options.ts';

/** What every command file exports: how to add itself to the program. */
export type AddCommand = (program: Command, signal: AbortSignal) => void;

/**
 * Adds the options common to all, the example to the help text, and the action. The action is imported only when the
 * command is called: help is instant.
 */
export function finishCommand<Options extends object>(
  command: Command,
  signal: AbortSignal,
  example: string,
  importAction: () => Promise<Action<Options>>,
): void {
  addCommonOptions(command)
    .addHelpText('after', `\nExample:\n  ${example}`)
    .action(async () => {
      const options = command.opts<Options & CommonOptions>();
      // Variadic arguments come as a list within the list.
      const args = command.processedArgs.flat() as string[];
      const action = await importAction();
      await action(commandContext(signal, options), args, options);
    });
}
