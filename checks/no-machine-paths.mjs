/**
 * Checks that no file under version control names a folder of somebody's machine. Usage: node checks/no-machine-paths.mjs
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Home folders by user, from the root: `./work/child.ts` is none. `/tmp` and the like are fine in scripts and documents. */
const machinePath = /(?<![\w.])(?:\/(?:home|Users)\/(?!runner\b)[\w.-]+\/|\/(?:root|work)\/[\w.-]+|[A-Z]:\\\\?Users\\)/;
const isText = (path) => !/\.(png|onnx|safetensors|gz|idx)$/.test(path);
/** The two guards name what they look for. */
const guards = ['checks/no-machine-paths.mjs', 'checks/package.mjs'];

const tracked = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0').filter(Boolean);
const faults = tracked
  .filter((path) => isText(path) && !guards.includes(path))
  .flatMap((path) => {
    const lines = readFileSync(path, 'utf8').split('\n');
    return lines.flatMap((line, index) => (machinePath.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : []));
  });
for (const fault of faults) console.error(fault);
console.log(`machine paths: ${faults.length === 0 ? `none in ${tracked.length} files` : faults.length}`);
process.exitCode = faults.length === 0 ? 0 : 1;
