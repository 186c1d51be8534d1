import { createHash } from 'node:crypto';
import { SecateurError } from '../../core/index.ts';

/** The file of a package that holds the hashes of all others, as `sha256sum --check` reads it. */
export const sumsFile = 'SHA256SUMS';

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** One line a file, ordered by name. */
export function formatSums(files: Readonly<Record<string, Uint8Array>>): string {
  return Object.keys(files)
    .sort()
    .map((name) => `${sha256Of(files[name]!)}  ${name}\n`)
    .join('');
}

/**
 * Hashes by file name.
 * @throws FORMAT_INVALID for a line that is none, or a name that leads out of the folder
 */
export function parseSums(text: string, source: string): ReadonlyMap<string, string> {
  const lines = text.split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line, index) => {
      const [, sha256, name] = /^([0-9a-f]{64}) [ *]([\w.-]+)$/.exec(line) ?? [];
      if (sha256 === undefined || name === undefined || /^\.+$/.test(name)) {
        const what = `line ${index + 1} is not a SHA-256 hash, two spaces and the name of a file in this folder`;
        throw new SecateurError('FORMAT_INVALID', `${source}: ${what}. Write the package again.`);
      }
      return [name, sha256];
    }),
  );
}
