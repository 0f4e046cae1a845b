import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { MalformedError, utf8 } from './bytes.ts';
import { openCheckpoint, originOf, parseCheckpoint, printCheckpoint, signCheckpoint } from './checkpoint.ts';
import { openNote, parseNote, parseVerifierKey, printVerifierKey, publicKeyOf, signerOf, signNote, verifierOf } from './note.ts';

const seed = new Uint8Array(32).fill(7);
const origin = originOf('audit.example.com', '0190a0b0-0000-7000-8000-000000000001');
const vkey = printVerifierKey(origin, publicKeyOf(seed));
const signer = signerOf(origin, seed);

test('the id of the key in the signed-note specification is recomputed', () => {
  const known = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
  const { name, publicKey } = parseVerifierKey(known);
  assert.equal(printVerifierKey(name, publicKey), known);
  assert.throws(() => parseVerifierKey(known.replace('530d903a', '530d903b')), MalformedError);
});

test('a signed checkpoint opens under its key and says what was signed', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.uint8Array({ minLength: 32, maxLength: 32 }), (size, root) => {
      assert.deepEqual(openCheckpoint(signCheckpoint({ origin, size, root }, signer), vkey), { origin, size, root });
    }),
    { numRuns: 20 },
  );
});

test('one changed byte anywhere in a signed checkpoint is refused', () => {
  const note = utf8(signCheckpoint({ origin, size: 42, root: new Uint8Array(32).fill(1) }, signer));
  for (let at = 0; at < note.length; at++) {
    const changed = note.slice();
    changed[at]! ^= 1;
    assert.throws(() => openCheckpoint(changed, vkey), MalformedError, `byte ${at}`);
  }
  for (let length = 0; length < note.length; length++) assert.throws(() => openCheckpoint(note.subarray(0, length), vkey), MalformedError);
});

test('another key, another origin, no signature and a doubled one are refused', () => {
  const other = new Uint8Array(32).fill(8);
  const checkpoint = { origin, size: 1, root: new Uint8Array(32) };
  const note = signCheckpoint(checkpoint, signer);
  assert.throws(() => openCheckpoint(note, printVerifierKey(origin, publicKeyOf(other))), /no signature of a known key/);
  assert.throws(() => openCheckpoint(signNote(printCheckpoint({ ...checkpoint, origin: 'else' }), [signer]), vkey), /origin/);
  assert.throws(() => signCheckpoint({ ...checkpoint, origin: 'else' }, signer), MalformedError);
  assert.throws(() => parseNote('text\n\n'), MalformedError);
  assert.throws(() => openNote(signNote('text\n', [signer, signer]), [verifierOf(vkey)]), /twice/);
});

test('a signature by a key nobody knows is set aside; a wrong one by a known key condemns the note', () => {
  const witness = signerOf('witness', new Uint8Array(32).fill(9));
  const both = signNote('text\n', [witness, signer]);
  const opened = openNote(both, [verifierOf(vkey)]);
  assert.deepEqual([opened.verified.map((s) => s.name), opened.unknown.map((s) => s.name)], [[origin], ['witness']]);
  const liar = { ...witness, sign: () => new Uint8Array(64) };
  const witnessKey = verifierOf(printVerifierKey('witness', publicKeyOf(new Uint8Array(32).fill(9))));
  assert.throws(() => openNote(signNote('text\n', [signer, liar]), [verifierOf(vkey), witnessKey]), /not valid/);
});

test('a note has one spelling', () => {
  const note = signNote('text\n', [signer]);
  for (const bad of [
    note.replace('text', 'te\rxt'),
    note.replace('\u2014', '-'),
    note.replace('\u2014 ', '\u2014  '),
    `${note}\n`,
    note.slice(0, -1),
    note.replace('text\n\n', 'text\n'),
    note.replaceAll('\n', '\r\n'),
    note.replace('text', 'te\u0000xt'),
    note.replace(/=\n$/, '\n'),
  ]) {
    assert.throws(() => openNote(bad, [verifierOf(vkey)]), MalformedError, JSON.stringify(bad));
  }
});

test('a checkpoint has one spelling', () => {
  const root = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';
  assert.deepEqual(parseCheckpoint(`o\n0\n${root}\n`), { origin: 'o', size: 0, root: new Uint8Array(32) });
  assert.deepEqual(parseCheckpoint(`o\n0\n${root}\nmore\n`).extensions, ['more']);
  for (const bad of [
    `o\n00\n${root}\n`,
    `o\n-1\n${root}\n`,
    `o\n+1\n${root}\n`,
    `o\n1e3\n${root}\n`,
    `o\n\n${root}\n`,
    `\n0\n${root}\n`,
    `o\n0\n${root}`,
    `o\n0\n\n`,
    `o\n9007199254740993\n${root}\n`,
    `o\n0\n${root.replace('A=', 'B=')}\n`,
    `o\n0\n${root.slice(0, -1)}\n`,
    `o\n0\nAAAA\n`,
    `o\n0\n${root}\n\n`,
    `o\r\n0\r\n${root}\r\n`,
  ]) {
    assert.throws(() => parseCheckpoint(bad), MalformedError, JSON.stringify(bad));
  }
});
