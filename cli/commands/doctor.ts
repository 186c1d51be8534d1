import { checks, type Finding } from '../doctor/checks.ts';
import { exitCodes } from '../exit-codes.ts';
import { fields } from '../format.ts';
import { type AddCommand, finishCommand } from './command.ts';

const marks: Readonly<Record<Finding['status'], string>> = { ok: 'ok', missing: '--', failed: 'NO' };

export const addDoctor: AddCommand = (program, signal) => {
  const command = program
    .command('doctor')
    .summary('list what is there, what is missing, and how to add it')
    .description(
      'list what is there, what is missing and why, and the one command that adds it; exit code 6 when something required is missing',
    );
  finishCommand(command, signal, 'secateur doctor', async (context) => {
    const findings = await Promise.all(
      checks.map(({ name, find }) => find().then((finding) => ({ name, ...finding }))),
    );
    const lines = findings.map(({ name, status, what, remedy }): [string, string] => [
      `${marks[status]}  ${name}`,
      remedy === undefined ? what : `${what}. ${remedy}`,
    ]);
    context.result(findings, fields(lines));
    if (findings.some(({ status }) => status === 'failed')) process.exitCode = exitCodes.dependency;
  });
};
