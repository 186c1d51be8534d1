/**
 * Checks that docs/commands.md shows what `--help` prints; with --write, makes it so. Usage, after a build:
 * node checks/commands-doc.mjs [--write]
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const path = 'docs/commands.md';
const before = readFileSync(path, 'utf8');

const helpBlock = /(?<head>```text\n\$ secateur (?<command>[a-z ]*)--help\n)[\s\S]*?```/g;
const after = before.replace(helpBlock, (_, head, command) => {
  const args = ['dist/cli/main.js', ...command.trim().split(' ').filter(Boolean), '--help'];
  return `${head}${execFileSync(process.execPath, args, { encoding: 'utf8' })}\`\`\``;
});
const documented = [...before.matchAll(helpBlock)].map(({ groups }) => groups.command.trim());
const help = execFileSync(process.execPath, ['dist/cli/main.js', '--help'], { encoding: 'utf8' });
const existing = [...help.matchAll(/^ {2}([a-z]+) \[options\]/gm)].map(([, name]) => name);
const missing = existing.filter((name) => !documented.includes(name));

if (process.argv.includes('--write')) writeFileSync(path, after);
else if (after !== before) console.error(`${path} differs from --help. Run: node checks/commands-doc.mjs --write`);
if (missing.length > 0) console.error(`${path} lacks: ${missing.join(', ')}`);
console.log(`commands: ${documented.length} help texts, ${missing.length} missing`);
process.exitCode = missing.length === 0 && (after === before || process.argv.includes('--write')) ? 0 : 1;
