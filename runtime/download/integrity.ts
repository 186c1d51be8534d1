import { SecateurError } from '../../core/essentials.ts';

/** Weakest first. */
const digestBytes = { sha256: 32, sha384: 48, sha512: 64 } as const;
type Algorithm = keyof typeof digestBytes;

/** What is wrong with these bytes; undefined where they are what they should be. */
export type IntegrityCheck = (bytes: Uint8Array<ArrayBuffer>) => Promise<SecateurError | undefined>;

/**
 * The check that HTML's `integrity` attribute asks for (W3C, Subresource Integrity): digests between spaces, of which those
 * of the strongest algorithm count, and any of them may match. Unlike a browser it accepts no digest that it does not
 * know: a misspelt one would check nothing.
 * @param name of the file, for the error
 * @throws ARGUMENT_INVALID, UNSUPPORTED where this page may not compute digests.
 */
export function integrityCheck(text: string, name: string): IntegrityCheck {
  const found = text.split(/\s+/).filter(Boolean).map(parseDigest);
  if (found.includes(undefined) || found.length === 0) {
    const remedy = 'Write sha256-, sha384- or sha512- and the digest in base64, as in HTML.';
    throw new SecateurError('ARGUMENT_INVALID', `integrity '${text.slice(0, 100)}' is not understood. ${remedy}`);
  }
  const { subtle } = (globalThis as { crypto?: { subtle?: SubtleCrypto } }).crypto ?? {};
  if (!subtle) {
    const remedy = 'Serve the page by https or from localhost, or load the model without integrity.';
    throw new SecateurError('UNSUPPORTED', `${name}: pages of an insecure origin cannot check integrity. ${remedy}`);
  }
  const names = Object.keys(digestBytes) as Algorithm[];
  const algorithm = names.findLast((candidate) => found.some((one) => one?.algorithm === candidate))!;
  const promised = found.flatMap((one) => (one?.algorithm === algorithm ? [one.digest] : []));
  return async (bytes) => {
    const digest = new Uint8Array(await subtle.digest(algorithm.replace('sha', 'SHA-'), bytes));
    const actual = btoa(String.fromCharCode(...digest));
    if (promised.includes(actual)) return undefined;
    const what = `its integrity is ${algorithm}-${actual}, not ${promised.map((one) => `${algorithm}-${one}`).join(' or ')}`;
    const remedy =
      'The file was changed, or this is the integrity of another one: take it from where the model was made.';
    return new SecateurError('CHECK_FAILED', `${name}: ${what}. ${remedy}`);
  };
}

function parseDigest(text: string): { algorithm: Algorithm; digest: string } | undefined {
  const [, name = '', digest = ''] = /^(sha\d+)-([A-Za-z0-9+/]+=*)(?:\?.*)?$/.exec(text) ?? [];
  if (!Object.hasOwn(digestBytes, name)) return undefined;
  const algorithm = name as Algorithm;
  return digest.length === 4 * Math.ceil(digestBytes[algorithm] / 3) ? { algorithm, digest } : undefined;
}
