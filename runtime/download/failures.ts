import { messageOf, SecateurError } from '../../core/essentials.ts';

export function aborted(url: string): SecateurError {
  return new SecateurError('ABORTED', `${url}: the download was stopped.`);
}

/** What a status other than success means. */
export function refusal(url: string, status: number): SecateurError {
  const isAbsent = status === 404 || status === 410;
  const needsPermission = status === 401 || status === 403;
  const remedy = needsPermission
    ? 'It wants a permission: pass a fetch() that sends it, or load the model from bytes.'
    : isAbsent
      ? 'Check the address.'
      : 'Try again later.';
  return new SecateurError(
    isAbsent ? 'FILE_NOT_FOUND' : 'FILE_UNREADABLE',
    `${url}: the server answered ${status}. ${remedy}`,
  );
}

/** Servers of single-page applications answer every address with their page, whatever they say of its type. */
export function webPageIn(bytes: Uint8Array, url: string): SecateurError | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, 100)).trimStart();
  if (!start.startsWith('<')) return undefined;
  const what = `the server answered with a web page, not with a model (it begins with ${start.slice(0, 20)})`;
  return new SecateurError('FORMAT_INVALID', `${url}: ${what}. Check the address.`);
}

export function cutShort(url: string, received: number, total: number | undefined): SecateurError {
  const much = total === undefined ? `${received} bytes` : `${received} of ${total} bytes`;
  const what = `the download broke off after ${much}, and so did every further attempt`;
  return new SecateurError('FILE_UNREADABLE', `${url}: ${what}. Check the connection, then load it again.`);
}

/** The origin of this page, where the address is of another one. */
export function strangeOrigin(url: string): string | undefined {
  const origin = (globalThis as { location?: Location }).location?.origin;
  return new URL(url).origin === origin ? undefined : origin;
}

/**
 * Why no answer came. Browsers hide from programs that a server does not allow other origins to read it, but a request
 * whose answer nobody may read succeeds then.
 */
export async function unreachable(url: string, error: unknown, fetcher: typeof fetch): Promise<SecateurError> {
  const origin = strangeOrigin(url);
  if (origin !== undefined) {
    const isThere = await fetcher(url, { mode: 'no-cors', method: 'HEAD' }).then(
      () => true,
      () => false,
    );
    if (isThere) {
      const what = `the server does not allow pages of ${origin} to read it (CORS)`;
      const remedy = `Serve it with the header Access-Control-Allow-Origin: ${origin}, or from the page's own origin.`;
      return new SecateurError('FILE_UNREADABLE', `${url}: ${what}. ${remedy}`, { cause: error });
    }
  }
  const cause = error instanceof Error && error.cause !== undefined ? `: ${messageOf(error.cause)}` : '';
  const what = `cannot be downloaded (${messageOf(error)}${cause})`;
  const remedy = 'Check the address, the connection and, in a page, the connect-src of its content security policy.';
  return new SecateurError('FILE_UNREADABLE', `${url}: ${what}. ${remedy}`, { cause: error });
}
