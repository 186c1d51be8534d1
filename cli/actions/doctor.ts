import type { Action } from '../action.ts';
import { checks, type Finding, type NamedFinding } from '../doctor/checks.ts';
import { findDevices } from '../doctor/devices.ts';
import { findEngines } from '../doctor/engines.ts';
import { exitCodes } from '../exit-codes.ts';
import { fields } from '../format.ts';

const marks: Readonly<Record<Finding['status'], string>> = { ok: 'ok', missing: '--', failed: 'NO' };

export const doctor: Action = async (context) => {
  const checked = checks.map(({ name, find }) => find().then((finding): NamedFinding => ({ name, ...finding })));
  const findings = [...(await Promise.all(checked)), ...(await findEngines()), ...(await findDevices())];
  const lines = findings.map(({ name, status, what, remedy }): [string, string] => [
    `${marks[status]}  ${name}`,
    remedy === undefined ? what : `${what}. ${remedy}`,
  ]);
  context.result(findings, fields(lines));
  if (findings.some(({ status }) => status === 'failed')) process.exitCode = exitCodes.dependency;
};
