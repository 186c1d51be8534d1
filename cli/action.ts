import type { CommandContext } from './context.ts';

/** What a command does once its line is parsed; `args` are its arguments, a repeated one spread out. */
export type Action<Options = object> = (
  context: CommandContext,
  args: readonly string[],
  options: Options,
) => Promise<void>;
