import { type AddCommand, finishCommand } from './command.ts';

export const addReport: AddCommand = (program, signal) => {
  const command = program.command('report').description('turn a report.json into one self-contained HTML page');
  finishCommand(command, signal, 'secateur report report.json -o report.html', async () => undefined);
};
