import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';

const path = fileURLToPath(new URL('../../../docs/schema/profile-v1.json', import.meta.url));
const validate = new Ajv2020({ allErrors: false }).compile(JSON.parse(readFileSync(path, 'utf8')) as object);

/** What the published schema has against a report, as a validator that is not ours sees it; undefined where nothing. */
export function schemaFault(report: unknown): string | undefined {
  if (validate(report)) return undefined;
  const [first] = validate.errors ?? [];
  return `${first?.instancePath} ${first?.message}`;
}
