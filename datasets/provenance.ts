import { createHash } from 'node:crypto';

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** One hash for the files read (their own hashes, in order) and the choices made; key order does not matter. */
export function provenanceHash(fileHashes: readonly string[], choices: Readonly<Record<string, unknown>>): string {
  const sorted = Object.fromEntries(Object.entries(choices).sort(([a], [b]) => (a < b ? -1 : 1)));
  return createHash('sha256')
    .update(JSON.stringify([fileHashes, sorted]))
    .digest('hex');
}
