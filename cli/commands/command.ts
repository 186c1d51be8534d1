import type { Command } from 'commander';
import { messageOf, SecateurError } from '../../core/index.ts';
import type { Action } from '../action.ts';
import { commandContext } from '../context.ts';
import { addCommonOptions, type CommonOptions } from '../options.ts';

/** What every command file exports: how to add itself to the program. */
export type AddCommand = (program: Command, signal: AbortSignal) => void;

/**
 * Adds the options common to all, the example to the help text, and the action. The action is imported only when the
 * command is called: help is instant, and `doctor` works where onnxruntime does not load.
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
      const action = await importAction().catch((error: unknown) => {
        throw asMissingRuntime(error);
      });
      await action(commandContext(signal, options), args, options);
    });
}

/** Training imports onnxruntime-node at once; where it is absent or has no binary, that is no bug of ours. */
function asMissingRuntime(error: unknown): unknown {
  const message = messageOf(error).split('\n')[0]!;
  if (!message.includes('onnxruntime')) return error;
  return new SecateurError(
    'DEPENDENCY_MISSING',
    `onnxruntime-node does not load (${message}). Run: npm install onnxruntime-node; \`secateur doctor\` says what else is missing.`,
    { cause: error },
  );
}
