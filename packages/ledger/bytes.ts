/**
 * Byte helpers that work in browsers and in Node alike. Decoders are strict: one text for each byte string, so that
 * nothing signed can be said in two ways.
 */

/** The bytes are not what their format says they must be. */
export class MalformedError extends Error {
  constructor(detail: string) {
    super(detail);
    this.name = 'MalformedError';
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export const utf8 = (text: string): Uint8Array => encoder.encode(text);

/** Refuses what is not UTF-8; keeps a byte order mark as a character. */
export function utf8Text(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new MalformedError('not UTF-8');
  }
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const standard = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const urlSafe = `${standard.slice(0, 62)}-_`;

function encode(bytes: Uint8Array, alphabet: string): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a, b, c] = [bytes[at]!, bytes[at + 1], bytes[at + 2]];
    text += alphabet.charAt(a >> 2) + alphabet.charAt(((a & 3) << 4) | ((b ?? 0) >> 4));
    if (b !== undefined) text += alphabet.charAt(((b & 15) << 2) | ((c ?? 0) >> 6));
    if (c !== undefined) text += alphabet.charAt(c & 63);
  }
  return text;
}

function decode(text: string, alphabet: string): Uint8Array {
  if (text.length % 4 === 1) throw new MalformedError('base64 of an impossible length');
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let [bits, held, at] = [0, 0, 0];
  for (const character of text) {
    const value = alphabet.indexOf(character);
    if (value < 0) throw new MalformedError('a character that is not base64');
    bits = ((bits << 6) | value) & 0xffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes[at++] = (bits >> held) & 0xff;
    }
  }
  if ((bits & ((1 << held) - 1)) !== 0) throw new MalformedError('base64 with stray bits at its end');
  return bytes;
}

/** RFC 4648 §4, padded. */
export function base64(bytes: Uint8Array): string {
  const text = encode(bytes, standard);
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
}

/** Only the canonical form: padded, no line breaks, unused bits zero. */
export function fromBase64(text: string): Uint8Array {
  if (text.length % 4 !== 0) throw new MalformedError('base64 without its padding');
  return decode(text.replace(/={1,2}$/, ''), standard);
}

/** RFC 4648 §5 without padding. */
export function base64url(bytes: Uint8Array): string {
  return encode(bytes, urlSafe);
}

/** Only the canonical form: no padding, unused bits zero. */
export function fromBase64url(text: string): Uint8Array {
  return decode(text, urlSafe);
}
