import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SecateurError } from '../core/index.ts';

/**
 * The folder of an optional peer: looked for beside this package first, then where the user works.
 * @param holds what the package is needed for, the subject of the error's sentence.
 * @throws DEPENDENCY_MISSING
 */
export function packageFolder(name: string, holds: string): string {
  for (const base of [import.meta.url, pathToFileURL(join(process.cwd(), 'package.json')).href]) {
    try {
      return dirname(createRequire(base).resolve(`${name}/package.json`));
    } catch {
      // Not there: try the next place, and say so below when none is left.
    }
  }
  throw new SecateurError(
    'DEPENDENCY_MISSING',
    `${holds} in the optional package ${name}, which is not installed. Run: npm install ${name}`,
  );
}
