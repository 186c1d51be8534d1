import { type AddCommand, finishCommand } from './command.ts';

export const addDoctor: AddCommand = (program, signal) => {
  const command = program
    .command('doctor')
    .summary('list what is there, what is missing, and how to add it')
    .description(
      'list what is there, what is missing and why, and the one command that adds it; exit code 6 when something required is missing',
    );
  finishCommand(command, signal, 'secateur doctor', async () => {
    const { doctor } = await import('../actions/doctor.ts');
    return doctor;
  });
};
