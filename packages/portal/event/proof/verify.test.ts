import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findEvent, namesOf, type RecordedEvent } from '@annals/events';
import {
  base64,
  disclosure,
  entryBytes,
  groupSalt,
  GrowingTree,
  leafHash,
  originOf,
  parseTilePath,
  printVerifierKey,
  publicKeyOf,
  signCheckpoint,
  signerOf,
  tileWidth,
} from '@annals/ledger';
import fc from 'fast-check';
import type { Disclosures } from './disclosed.ts';
import type { EvidenceSource, GivenEntry } from './evidence.ts';
import type { SeenLog } from './seen-log.ts';
import { verifyEvent } from './verify.ts';

/** A log of its own: real entries, a real tree, a real signature. */

const organisation = '0199c0de-0000-7000-8000-00000000000a';
const origin = originOf('test', organisation);
const seed = new Uint8Array(32).fill(7);
const vkey = printVerifierKey(origin, publicKeyOf(seed));
const instant = '2026-11-24T10:00:00.000Z';

function eventOf(sequence: number): RecordedEvent {
  return {
    id: `0199c0de-0000-7000-8000-${String(sequence).padStart(12, '0')}`,
    organisation,
    sequence,
    event: 'agent.remove',
    category: 'deletion',
    outcome: 'success',
    unlisted: false,
    occurred_at: instant,
    received_at: instant,
    recorded_by: 'server',
    actor: { type: 'user', id: 'u-1' },
    targets: [{ type: 'agent', id: 'a-1' }],
    ...namesOf(findEvent('agent.remove'), 'agent.remove', 'success', undefined),
    skew_ms: 0,
  };
}

function entryOf(event: RecordedEvent): Uint8Array {
  const skeleton = {
    actor_type: event.actor.type,
    category: event.category,
    event: event.event,
    id: event.id,
    occurred_at: event.occurred_at,
    outcome: event.outcome,
    received_at: event.received_at,
    recorded_by: event.recorded_by,
    target_types: [...new Set(event.targets?.map(({ type }) => type))],
  };
  const line = JSON.stringify({ groups: { actor: { id: 'u-1' }, target: { targets: [{ id: 'a-1', type: 'agent' }] } }, skeleton });
  return entryBytes(line, new Uint8Array(16).fill(1), { organisation, sequence: event.sequence });
}

interface Log extends EvidenceSource {
  seen: SeenLog;
}

function logOf(size: number): Log {
  const tree = new GrowingTree();
  const levels: Uint8Array[][] = [];
  const entries = Array.from({ length: size }, (_, sequence) => entryOf(eventOf(sequence)));
  for (const entry of entries)
    tree.append(leafHash(entry), (level, _index, hash) => {
      if (level % 8 === 0) (levels[level / 8] ??= []).push(hash);
    });
  return {
    key: async () => vkey,
    checkpoint: async () => signCheckpoint({ origin, size, root: tree.root() }, signerOf(origin, seed)),
    tile: async (path) => {
      const { level, index, width } = parseTilePath(path);
      return new Uint8Array(Buffer.concat((levels[level] ?? []).slice(index * tileWidth, index * tileWidth + width)));
    },
    entry: async (sequence) => ({ entry: base64(entries[sequence]!), disclosures: null }),
    seen: { key: vkey, size, root: base64(tree.root()) },
  };
}

const leafOf = (event: RecordedEvent): string => base64(leafHash(entryOf(event)));
const [small, middle, large] = [logOf(1), logOf(300), logOf(700)];

test('every event of a log is verified, and the log extends all that was seen of it', async () => {
  for (const sequence of [0, 1, 255, 256, 299, 511, 512, 698, 699]) {
    const event = eventOf(sequence);
    for (const seen of [null, small.seen, middle.seen, large.seen]) {
      const verdict = await verifyEvent(event, leafOf(event), seen, large);
      assert.equal(verdict.state, 'verified', JSON.stringify(verdict.steps));
      assert.deepEqual(verdict.seen, large.seen);
      assert.equal(verdict.proof?.sequence, sequence);
    }
  }
});

test('an event after the last checkpoint is pending, not a failure', async () => {
  const event = eventOf(300);
  assert.equal((await verifyEvent(event, leafOf(event), null, middle)).state, 'pending');
});

test('another key, a smaller tree and another history fail at their step', async () => {
  const event = eventOf(5);
  const failing = async (seen: SeenLog, source: EvidenceSource): Promise<string | undefined> => {
    const verdict = await verifyEvent(event, leafOf(event), seen, source);
    assert.equal(verdict.state, 'failed');
    assert.equal(verdict.seen, null, 'nothing of it is remembered');
    return verdict.steps.find(({ passed }) => !passed)?.name;
  };
  const otherKey = printVerifierKey(origin, publicKeyOf(new Uint8Array(32).fill(8)));
  assert.equal(await failing({ ...middle.seen, key: otherKey }, large), 'key');
  assert.equal(await failing(large.seen, middle), 'history');
  assert.equal(await failing({ ...middle.seen, root: base64(new Uint8Array(32).fill(3)) }, large), 'history');
});

test('an event that is shown otherwise than it was recorded fails, whatever is changed', async () => {
  const event = eventOf(42);
  const forged: Partial<RecordedEvent>[] = [
    { outcome: 'failure' },
    { event: 'agent.register' },
    { category: 'access' },
    { occurred_at: '2026-11-23T10:00:00.000Z' },
    { recorded_by: 'key:x' },
    { actor: { type: 'system' } },
    { targets: [] },
    { id: eventOf(43).id },
  ];
  for (const change of forged) {
    const verdict = await verifyEvent({ ...event, ...change }, leafOf(event), null, large);
    assert.deepEqual([verdict.state, verdict.steps.at(-1)?.name], ['failed', 'entry'], JSON.stringify(change));
  }
  assert.equal((await verifyEvent(event, leafOf(eventOf(43)), null, large)).steps.at(-1)?.name, 'leaf');
});

test('no single bit of any answer can be changed without a failure', async () => {
  const flipped = (bytes: Uint8Array, at: number): Uint8Array => {
    const copy = new Uint8Array(bytes);
    copy[Math.floor(at / 8) % copy.length]! ^= 1 << (at % 8);
    return copy;
  };
  const text = (value: string, at: number): string => Buffer.from(flipped(Buffer.from(value, 'latin1'), at)).toString('latin1');
  const which = fc.constantFrom('key' as const, 'checkpoint' as const, 'entry' as const);
  await fc.assert(
    fc.asyncProperty(which, fc.nat(20_000), async (answer, at) => {
      const event = eventOf(300);
      const source: EvidenceSource =
        answer === 'entry'
          ? { ...large, entry: async () => ({ entry: text((await large.entry(300))?.entry ?? '', at), disclosures: null }) }
          : { ...large, [answer]: async () => text(await large[answer](), at) };
      const verdict = await verifyEvent(event, leafOf(event), middle.seen, source);
      assert.notEqual(verdict.state, 'verified', `${answer} ${at}`);
    }),
    { numRuns: 150 },
  );
  // Of a tile only the hashes on the path count, and those are spread over it: one bit of each is changed.
  const event = eventOf(300);
  const tile = async (path: string): Promise<Uint8Array> => (await large.tile(path)).map((byte, at) => (at % 32 === 0 ? byte ^ 2 : byte));
  assert.equal((await verifyEvent(event, leafOf(event), null, { ...large, tile })).state, 'failed');
});

const withMore = (given: GivenEntry | null, more: Disclosures): GivenEntry | null =>
  given === null ? null : { ...given, disclosures: { ...given.disclosures, ...more } };

test('disclosed values are proved as well: the right ones pass, an invented one fails at its step', async () => {
  const event = eventOf(9);
  const secret = new Uint8Array(16).fill(1);
  const given = (text: string): EvidenceSource => ({
    ...large,
    entry: async (sequence) => ({
      entry: (await large.entry(sequence))?.entry ?? '',
      disclosures: { actor: disclosure(groupSalt(secret, 'actor'), 'actor', text) },
    }),
  });
  const target = { target: disclosure(groupSalt(secret, 'target'), 'target', '{"targets":[{"id":"a-1","type":"agent"}]}') };
  const honest = given('{"id":"u-1"}');
  const all = { ...honest, entry: async (at: number) => withMore(await honest.entry(at), target) };
  const verdict = await verifyEvent(event, leafOf(event), null, all);
  assert.deepEqual([verdict.state, verdict.undisclosed], ['verified', 0], JSON.stringify(verdict.steps.at(-1)));
  const partly = await verifyEvent(event, leafOf(event), null, honest);
  assert.match(partly.steps.at(-1)?.found ?? '', /targets/, 'targets are shown that nothing proves');
  const invented = await verifyEvent(event, leafOf(event), null, given('{"id":"u-2"}'));
  assert.deepEqual([invented.state, invented.steps.at(-1)?.name], ['failed', 'values']);
});

test('answers of the wrong shape fail and do not throw; a source that does not answer does', async () => {
  const event = eventOf(3);
  for (const broken of [
    { key: async () => '' },
    { checkpoint: async () => '{}' },
    { tile: async () => new Uint8Array(31) },
    { entry: async () => ({ entry: '****', disclosures: null }) },
    { entry: async () => null },
    { entry: async () => ({ entry: base64(new Uint8Array([1, 0x7b])), disclosures: null }) },
    { entry: async () => ({ entry: base64(new Uint8Array([1, 0x31])), disclosures: null }) },
  ] as const)
    assert.equal((await verifyEvent(event, leafOf(event), null, { ...large, ...broken })).state, 'failed');
  const gone = { ...large, tile: () => Promise.reject(new Error('no answer')) };
  await assert.rejects(verifyEvent(event, leafOf(event), null, gone), /no answer/);
});
