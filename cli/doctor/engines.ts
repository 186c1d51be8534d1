import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Availability } from '../../trainer/index.ts';
import type { NamedFinding } from './checks.ts';

/** What `train --engine --device` can be given on this machine, and why not the rest. */
export async function findEngines(): Promise<NamedFinding[]> {
  const script = fileURLToPath(new URL('./engines-process.js', import.meta.url));
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [...process.execArgv, script]);
    return (JSON.parse(stdout) as Availability[]).map(describe);
  } catch (error) {
    const { signal, code } = error as { readonly signal?: string; readonly code?: number };
    return [{ name: 'Engines', status: 'missing', what: `looking for them ended with ${signal ?? `code ${code}`}` }];
  }
}

function describe(each: Availability): NamedFinding {
  const name = `--engine ${each.engine} --device ${each.device}`;
  if (each.available) return { name, status: 'ok', what: 'trains' };
  return { name, status: 'missing', what: each.reason, ...(each.remedy !== undefined && { remedy: each.remedy }) };
}
