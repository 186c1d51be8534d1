import { families } from '../../trainer/index.ts';
import { fields } from '../format.ts';
import { type AddCommand, finishCommand } from './command.ts';

export const addFamilies: AddCommand = (program, signal) => {
  const command = program
    .command('families')
    .summary('list the variational families')
    .description('list the variational families that train can fit');
  finishCommand(command, signal, 'secateur families', async (context) => {
    const listed = families.map(({ name, summary, prunes }) => ({ name, summary, prunes }));
    context.result(listed, fields(listed.map(({ name, summary }) => [name, summary])));
  });
};
