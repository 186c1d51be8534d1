import type { Action } from '../action.ts';
import { checks, type Finding } from '../doctor/checks.ts';
import { exitCodes } from '../exit-codes.ts';
import { fields } from '../format.ts';

const marks: Readonly<Record<Finding['status'], string>> = { ok: 'ok', missing: '--', failed: 'NO' };

export const doctor: Action = async (context) => {
  const findings = await Promise.all(checks.map(({ name, find }) => find().then((finding) => ({ name, ...finding }))));
  const lines = findings.map(({ name, status, what, remedy }): [string, string] => [
    `${marks[status]}  ${name}`,
    remedy === undefined ? what : `${what}. ${remedy}`,
  ]);
  context.result(findings, fields(lines));
  if (findings.some(({ status }) => status === 'failed')) process.exitCode = exitCodes.dependency;
};
