import { type AddCommand, finishCommand } from './command.ts';

export const addDemo: AddCommand = (program, signal) => {
  const command = program.command('demo').description('demo');
  finishCommand(command, signal, 'secateur demo', async () => undefined);
};
