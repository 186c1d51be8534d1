import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NamedData } from '../../shared/index.ts';

/** A path as people type or paste it where no shell reads it: in quotes, from the home folder, as an address of a file. */
export function typedPath(text: string): string {
  const path = text.trim().replace(/^(["'])(.+)\1$/, '$2');
  if (path.startsWith('~/')) return join(homedir(), path.slice(2));
  if (!path.startsWith('file:')) return path;
  try {
    return fileURLToPath(path);
  } catch {
    // An address of another machine, which is said to be no file where it is read.
    return path;
  }
}

/** The same of named data. */
export function typedData(data: NamedData): NamedData {
  const { source, targetFile, testFile, split } = data;
  return {
    ...data,
    source: typedPath(source),
    ...(targetFile !== undefined && { targetFile: typedPath(targetFile) }),
    ...(testFile !== undefined && { testFile: typedPath(testFile) }),
    ...(split !== undefined && { split: typedPath(split) }),
  };
}
