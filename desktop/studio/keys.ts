import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Who may talk to the studio: whoever has the token of the address, once, and afterwards the key given in exchange. */
export interface Keys {
  /** Part of the address that is opened first. */
  readonly token: string;
  /** The key for the token or for the key itself; undefined for anything else, and for a token that was used. */
  admit(secret: string): string | undefined;
}

const secretBytes = 32;

export function createKeys(): Keys {
  const token = randomSecret();
  const key = randomSecret();
  let isUsed = false;
  return {
    token,
    admit: (secret) => {
      if (isSame(secret, key)) return key;
      if (isUsed || !isSame(secret, token)) return undefined;
      isUsed = true;
      return key;
    },
  };
}

function randomSecret(): string {
  return randomBytes(secretBytes).toString('base64url');
}

/** Without telling by its time how much of a guess is right. */
function isSame(guess: string, secret: string): boolean {
  const [left, right] = [guess, secret].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(left!, right!);
}
