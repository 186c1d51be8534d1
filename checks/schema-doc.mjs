/**
 * Checks that docs/schema/profile-v1.json is what reports are validated by; with --write, makes it so. Usage, after a build:
 * node checks/schema-doc.mjs [--write]
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { toJsonSchema } from '@valibot/to-json-schema';
import { reportVersion } from '../dist/runtime/report/report.js';
import { reportSchema } from '../dist/runtime/report/schema/report-schema.js';

const path = `docs/schema/profile-v${reportVersion}.json`;
const { $schema, ...generated } = toJsonSchema(reportSchema, {
  target: 'draft-2020-12',
  // JSON has no other numbers.
  ignoreActions: ['finite'],
  overrideAction: ({ valibotAction, jsonSchema }) =>
    valibotAction.type === 'safe_integer' ? { ...jsonSchema, type: 'integer' } : undefined,
});
const document = {
  $schema,
  $id: `urn:secateur:profile-v${reportVersion}`,
  title: `Secateur report, version ${reportVersion}`,
  description:
    'What secateur profile -o, compare -o and demo write, and compare and report read. Units end a name: Ms are milliseconds, Bytes bytes. docs/file-formats.md says what the fields mean. Every latency is kept: models[].profiles[].latencyMs.samples has one list for each round.',
  ...generated,
};
const text = `${JSON.stringify(document, undefined, 1)}\n`;

if (process.argv.includes('--write')) writeFileSync(path, text);
const isInStep = existsSync(path) && readFileSync(path, 'utf8') === text;
if (!isInStep) console.error(`${path} differs from what is validated. Run: node checks/schema-doc.mjs --write`);
console.log(`schema: ${path}, ${text.length} bytes`);
process.exitCode = isInStep ? 0 : 1;
