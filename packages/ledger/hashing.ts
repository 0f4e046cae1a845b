import { sha256 } from '@noble/hashes/sha2.js';
import { base64url, utf8 } from './bytes.ts';

/** SHA-256, injectable: browsers take the default, a server hands in its native one. Must agree byte for byte. */
export interface Hashing {
  /** SHA-256 of bytes. */
  bytes(data: Uint8Array): Uint8Array;
  /** base64url, without padding, of the SHA-256 of a text's UTF-8. */
  text(data: string): string;
  /** SHA-256 of a text's UTF-8. */
  textBytes(data: string): Uint8Array;
  /** base64url, without padding, of a text's UTF-8. */
  base64url(data: string): string;
}

/** In JavaScript alone; works everywhere. */
export const portableHashing: Hashing = {
  bytes: (data) => sha256(data),
  text: (data) => base64url(sha256(utf8(data))),
  textBytes: (data) => sha256(utf8(data)),
  base64url: (data) => base64url(utf8(data)),
};
