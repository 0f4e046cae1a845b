import { ed25519 } from '@noble/curves/ed25519.js';
import { base64, concat, fromBase64, hex, MalformedError, sameBytes, utf8, utf8Text } from './bytes.ts';
import { portableHashing } from './hashing.ts';

/** C2SP signed notes with Ed25519 keys. Parsing is strict: one spelling for each note. */

const ed25519Type = 1;
const signatureStart = '\u2014 ';
const mostSignatures = 100;
const mostBytes = 1_000_000;

export interface Signer {
  name: string;
  keyId: Uint8Array;
  sign(message: Uint8Array): Uint8Array;
}

export interface Verifier {
  name: string;
  keyId: Uint8Array;
  verify(message: Uint8Array, signature: Uint8Array): boolean;
}

export interface Signature {
  name: string;
  /** 4 bytes. */
  keyId: Uint8Array;
  /** Without the key id. */
  signature: Uint8Array;
}

export interface Note {
  /** Ends with LF. */
  text: string;
  /** Of known keys, all valid. */
  verified: Signature[];
  /** Of keys nobody here knows. */
  unknown: Signature[];
}

/** First 4 bytes of SHA-256(name ‖ LF ‖ type ‖ public key). */
export function keyId(name: string, publicKey: Uint8Array): Uint8Array {
  return portableHashing.bytes(concat([utf8(`${name}\n`), new Uint8Array([ed25519Type]), publicKey])).slice(0, 4);
}

/** Verifier key: `name+<8 hex digits>+base64(0x01 ‖ public key)`. */
export function printVerifierKey(name: string, publicKey: Uint8Array): string {
  checkName(name);
  return `${name}+${hex(keyId(name, publicKey))}+${base64(concat([new Uint8Array([ed25519Type]), publicKey]))}`;
}

export function parseVerifierKey(vkey: string): { name: string; publicKey: Uint8Array } {
  const [name, id, encoded, ...more] = splitKey(vkey);
  if (name === undefined || id === undefined || encoded === undefined || more.length > 0)
    throw new MalformedError('a verifier key is name+id+key');
  checkName(name);
  const key = fromBase64(encoded);
  if (key[0] !== ed25519Type || key.length !== 33) throw new MalformedError('only Ed25519 verifier keys are understood');
  const publicKey = key.subarray(1);
  if (id !== hex(keyId(name, publicKey))) throw new MalformedError('the id of the verifier key is not that of its key');
  return { name, publicKey };
}

/** The base64 part may itself hold `+`. */
function splitKey(vkey: string): string[] {
  const [name, id, ...key] = vkey.split('+');
  return [name, id, key.length > 0 ? key.join('+') : undefined].filter((part) => part !== undefined);
}

export function verifierOf(vkey: string): Verifier {
  const { name, publicKey } = parseVerifierKey(vkey);
  return {
    name,
    keyId: keyId(name, publicKey),
    verify: (message, signature) => {
      try {
        return signature.length === 64 && ed25519.verify(signature, message, publicKey, { zip215: false });
      } catch {
        // The curve library throws on points that are none; such a signature is simply not valid.
        return false;
      }
    },
  };
}

/** Signs with a 32-byte seed (RFC 8032). */
export function signerOf(name: string, seed: Uint8Array): Signer {
  checkName(name);
  return { name, keyId: keyId(name, ed25519.getPublicKey(seed)), sign: (message) => ed25519.sign(message, seed) };
}

export function publicKeyOf(seed: Uint8Array): Uint8Array {
  return ed25519.getPublicKey(seed);
}

/** The note: text, blank line, one line a signature. */
export function signNote(text: string, signers: readonly Signer[]): string {
  checkText(text);
  const lines = signers.map((signer) => `${signatureStart}${signer.name} ${base64(concat([signer.keyId, signer.sign(utf8(text))]))}\n`);
  return `${text}\n${lines.join('')}`;
}

/** Takes a note apart without believing any of it. */
export function parseNote(note: Uint8Array | string): { text: string; signatures: Signature[] } {
  const whole = typeof note === 'string' ? note : utf8Text(note);
  if (whole.length > mostBytes) throw new MalformedError('the note is too long');
  const gap = whole.lastIndexOf('\n\n');
  if (gap < 0 || !whole.endsWith('\n')) throw new MalformedError('a note is a text, a blank line and signatures');
  const text = whole.slice(0, gap + 1);
  checkText(text);
  const lines = whole.slice(gap + 2, -1).split('\n');
  if (gap + 2 >= whole.length || lines.length > mostSignatures) throw new MalformedError('a note has 1 to 100 signatures');
  return { text, signatures: lines.map(parseSignature) };
}

/** Opens a note: every signature of a known key must be valid, and there must be at least one. */
export function openNote(note: Uint8Array | string, verifiers: readonly Verifier[]): Note {
  const { text, signatures } = parseNote(note);
  const opened: Note = { text, verified: [], unknown: [] };
  const message = utf8(text);
  for (const signature of signatures) {
    const verifier = verifiers.find((known) => known.name === signature.name && sameBytes(known.keyId, signature.keyId));
    if (!verifier) opened.unknown.push(signature);
    else if (opened.verified.some((other) => other.name === signature.name && sameBytes(other.keyId, signature.keyId)))
      throw new MalformedError('a key signed twice');
    else if (verifier.verify(message, signature.signature)) opened.verified.push(signature);
    else throw new MalformedError(`the signature of ${signature.name} is not valid`);
  }
  if (opened.verified.length === 0) throw new MalformedError('no signature of a known key');
  return opened;
}

function parseSignature(line: string): Signature {
  const [name, encoded, ...more] = line.slice(signatureStart.length).split(' ');
  if (!line.startsWith(signatureStart) || !name || !encoded || more.length > 0)
    throw new MalformedError('a signature line is a dash, a name and base64');
  checkName(name);
  const bytes = fromBase64(encoded);
  if (bytes.length < 5) throw new MalformedError('a signature is a key id and a signature');
  return { name, keyId: bytes.subarray(0, 4), signature: bytes.subarray(4) };
}

function checkName(name: string): void {
  if (name === '' || /[\s+\p{Cc}]/u.test(name) || !name.isWellFormed())
    throw new MalformedError('the name of a key has no spaces and no plus sign');
}

function checkText(text: string): void {
  if (!text.endsWith('\n') || !text.isWellFormed() || /[\u0000-\u0009\u000b-\u001f\u007f]/.test(text))
    throw new MalformedError('the text of a note ends with LF and has no control characters');
}
