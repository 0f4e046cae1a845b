import { isIP } from 'node:net';

/**
 * How the text of an environment variable becomes a value. Each parser throws an Error whose message says what is
 * expected; `config.ts` puts the variable's name before it. None repeats the given text: it may be a secret.
 */

export function parseText(text: string): string {
  if (text.trim() === '') throw new Error('must not be empty');
  return text;
}

/** A word fit for a checkpoint's origin: no spaces, no plus sign, no control characters. */
export function parseName(text: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/.test(text))
    throw new Error('must be a name like audit.example.com (letters, digits, dots, dashes)');
  return text;
}

/** The beginning of a file name that every file system and every header takes. */
export function parsePrefix(text: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text)) throw new Error('must be 1 to 64 letters, digits, dots, dashes and underscores');
  return text;
}

export function parseChoice<const C extends readonly string[]>(...choices: C): (text: string) => C[number] {
  return (text) => {
    if (!choices.includes(text)) throw new Error(`must be ${choices.join(' or ')}`);
    return text;
  };
}

export function parseFlag(text: string): boolean {
  if (text !== '0' && text !== '1') throw new Error('must be 1 or 0');
  return text === '1';
}

/** A whole number from 1; the largest is 2^31-1, so that it is safe wherever it is used. */
export function parseNumber(text: string): number {
  const value = /^[0-9]{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= 1 && value <= 2_147_483_647)) throw new Error('must be a whole number from 1');
  return value;
}

/** Days from 1, or `unlimited`, which is null. */
export function parseDays(text: string): number | null {
  if (text === 'unlimited') return null;
  const days = /^[0-9]{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(days >= 1 && days <= 36_500)) throw new Error('must be a number of days from 1 to 36500, or unlimited');
  return days;
}

const units: Record<string, number> = { '': 1, KB: 1e3, MB: 1e6, GB: 1e9, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

/** Bytes: a whole number with an optional unit, `64MiB`. */
export function parseSize(text: string): number {
  const match = /^([0-9]{1,15})(KB|MB|GB|KiB|MiB|GiB)?$/.exec(text);
  const bytes = match ? Number(match[1]) * (units[match[2] ?? ''] ?? Number.NaN) : Number.NaN;
  if (!(bytes >= 1 && bytes <= Number.MAX_SAFE_INTEGER)) throw new Error('must be a number of bytes like 65536, 64KiB or 512MB');
  return bytes;
}

/** Comma-separated addresses or CIDR ranges; whether each is one is checked where it is used and here alike. */
export function parseList(text: string): string[] {
  const items = text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  for (const item of items) {
    if (!isAddressOrRange(item)) throw new Error('must be addresses or ranges with commas, like 10.0.0.0/8,192.168.1.4');
  }
  return items;
}

/** Comma-separated origins, `https://host:port`, without a path. */
export function parseOrigins(text: string): string[] {
  const items = text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  return items.map((item) => {
    const url = URL.parse(item);
    if (!url || !/^https?:$/.test(url.protocol) || (item !== url.origin && item !== `${url.origin}/`))
      throw new Error('must be origins with commas, like https://s3.example.com,http://10.0.0.4:9000');
    return url.origin;
  });
}

function isAddressOrRange(item: string): boolean {
  const [address = '', prefix = '0'] = item.split('/');
  const version = isIP(address);
  return version !== 0 && /^[0-9a-fA-F.:]+(\/[0-9]{1,3})?$/.test(item) && Number(prefix) <= (version === 4 ? 32 : 128);
}

export function parseUrl(text: string): string {
  if (!URL.canParse(text)) throw new Error('must be an address like https://audit.example.com');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new Error('must begin with https:// or http://');
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username !== '')
    throw new Error('must be scheme and host only, like https://audit.example.com');
  return url.origin;
}

export interface Address {
  host: string;
  port: number;
}

/** `host:port`, `[::1]:port` or `:port` (loopback). */
export function parseAddress(text: string): Address {
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9.-]*)):([0-9]{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (!match || port > 65_535) throw new Error('must be address:port, like 127.0.0.1:8484');
  return { host: match[1] ?? (match[2] || '127.0.0.1'), port };
}

export function parseKey(text: string): string {
  if (!/^ann_[A-Za-z0-9_-]{16,200}$/.test(text)) throw new Error('must be ann_ and at least 16 letters, digits, _ or -');
  return text;
}
