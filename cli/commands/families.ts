import { type AddCommand, finishCommand } from './command.ts';

export const addFamilies: AddCommand = (program, signal) => {
  const command = program
    .command('families')
    .summary('list the variational families')
    .description('list the variational families that train can fit');
  finishCommand(command, signal, 'secateur families', async () => {
    const { listFamilies } = await import('../actions/families.ts');
    return listFamilies;
  });
};
