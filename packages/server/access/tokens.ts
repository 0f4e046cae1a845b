import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A secret nobody can guess: 32 random bytes, base64url. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** Token of an API key; the prefix lets secret scanners and our own log recognise it. */
export const newKeyToken = (): string => `ann_${newSecret()}`;

/** Token of a share link: opens one question and nothing else. */
export const newShareToken = (): string => `shr_${newSecret()}`;

/** What is stored of a secret. No salt and no stretching: the secret has 256 random bits. */
export const hashOf = (secret: string): string => hash('sha256', secret, 'hex');

/** How far a token is shown after its creation. */
export const prefixOf = (token: string): string => token.slice(0, 10);

/** Compares two hashes of equal length in constant time. */
export function sameHash(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

const letters = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A password for one use that can be read out: 20 letters and digits without look-alikes, about 98 bits. */
export function newTemporaryPassword(): string {
  let password = '';
  while (password.length < 20) {
    for (const byte of randomBytes(32)) if (byte < 248 && password.length < 20) password += letters[byte % letters.length];
  }
  return password;
}
