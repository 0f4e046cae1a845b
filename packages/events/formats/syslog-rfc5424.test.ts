import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import type { RecordedEvent } from '../event/types.ts';
import { FormatOptionError } from './line-format.ts';
import { asciiJson, sdName } from './rfc5424.ts';
import { rfc5424Elements, syslogRfc5424 } from './syslog-rfc5424.ts';
import { anyRecorded, parseRfc5424, parseRfc5424Event } from './testing.ts';

const removed: RecordedEvent = {
  id: '0193a2e0-7c1f-7000-8000-000000000001',
  organisation: '0193a2e0-7c1f-7000-8000-000000000000',
  sequence: 41,
  event: 'agent.remove',
  code: 'REMOVED_AGENT_SUCCESS',
  label: 'agent remove success',
  original_name: 'remove agent success',
  category: 'deletion',
  outcome: 'success',
  unlisted: false,
  occurred_at: '2022-08-29T12:19:51.000Z',
  received_at: '2022-08-29T12:19:52.125Z',
  recorded_by: 'key:0193a2e0-7c1f-7000-8000-0000000000ff',
  skew_ms: 0,
  actor: { type: 'agent', id: 'd885cc7b', ip: '10.50.29.9' },
  metadata: { agent: { agent_id: 'd885cc7b', agent_name: 'shiran "x" [1]\\', agent_pid: 72850, tags: ['a', 'b'] } },
  producer: { name: 'agent', host: '10.50.29.9', pid: 72850 },
};

describe('a line of RFC 5424', () => {
  it('has the event, its actor, its producer and each group of metadata as elements', () => {
    const line = syslogRfc5424.writer({ softwareVersion: '0.1.0' }).line(removed, 'bGVhZg==');
    const message = JSON.stringify({ ...removed, leaf_hash: 'bGVhZg==' });
    assert.equal(
      line,
      '<110>1 2022-08-29T12:19:51.000Z 10.50.29.9 Annals 72850 deletion ' +
        '[origin enterpriseId="32473" software="Annals" swVersion="0.1.0"][timeQuality tzKnown="1"][meta sequenceId="42"]' +
        '[audit@32473 actorType="agent" actorId="d885cc7b" eventType="deletion" event="REMOVED_AGENT_SUCCESS" outcome="success"' +
        ' details="Agent shiran \\"x\\" [1\\]\\\\ was removed" eventId="0193a2e0-7c1f-7000-8000-000000000001" eventName="agent.remove"' +
        ' label="agent remove success" organisation="0193a2e0-7c1f-7000-8000-000000000000" sequence="41" leafHash="bGVhZg=="' +
        ' receivedAt="2022-08-29T12:19:52.125Z" recordedBy="key:0193a2e0-7c1f-7000-8000-0000000000ff"]' +
        '[actor@32473 ip="10.50.29.9"][producer@32473 name="agent" host="10.50.29.9" pid="72850"]' +
        '[agent@32473 agent_id="d885cc7b" agent_name="shiran \\"x\\" [1\\]\\\\" agent_pid="72850" tags="[\\"a\\",\\"b\\"\\]"]' +
        ` ${message}\n`,
    );
  });

  it('tells the outcome by its priority, and takes host and process of the server where the event has none', () => {
    const { producer: _, ...event } = removed;
    const writer = syslogRfc5424.writer({ host: 'audit.example.com', pid: 7, appName: 'Audit', enterpriseNumber: 4_294_967_295 });
    const heads = (['success', 'unknown', 'failure'] as const).map((outcome) => writer.line({ ...event, outcome }).split(' [')[0]);
    assert.deepEqual(
      heads,
      [110, 109, 108].map((priority) => `<${priority}>1 2022-08-29T12:19:51.000Z audit.example.com Audit 7 deletion`),
    );
    const login = { ...event, category: 'authentication' } as const;
    assert.match(syslogRfc5424.writer().line(login), /^<110>1 \S+ - Annals - authn \[origin enterpriseId="32473" software="Annals"\]/);
    assert.match(writer.line(login), /\[audit@4294967295 /);
  });

  it('keeps names and header fields within their limits', () => {
    const message = parseRfc5424(
      syslogRfc5424
        .writer({ pid: 1 })
        .line({
          ...removed,
          sequence: 2_147_483_647,
          producer: { name: 'x', host: `höst ${'x'.repeat(300)}` },
          metadata: { agent: { 'a key = "x"]': '[redacted]', [`${'k'.repeat(32)}1`]: 'one', [`${'k'.repeat(32)}2`]: 'two' } },
        })
        .trimEnd(),
    );
    assert.equal(message.hostname, `h_st_${'x'.repeat(250)}`);
    assert.deepEqual(message.data.at(-1)?.params, [
      ['a_key____x__', '[redacted]'],
      ['k'.repeat(32), 'one'],
    ]);
    assert.deepEqual(message.data[2], { id: 'meta', params: [['sequenceId', '1']] });
    assert.equal(sdName('=] "'), '____');
    assert.equal(sdName(''), '_');
    assert.equal(sdName('a.b-c/d'), 'a_b-c/d');
  });

  it('is dated by its receipt where rsyslog takes no such year', () => {
    const line = syslogRfc5424.writer().line({ ...removed, occurred_at: '2100-01-01T00:00:00.000Z' });
    assert.match(line, /^<110>1 2022-08-29T12:19:52\.125Z .* occurredAt="2100-01-01T00:00:00\.000Z" /);
  });

  it('refuses options that a receiver would refuse', () => {
    for (const options of [{ enterpriseNumber: 0 }, { enterpriseNumber: 1.5 }, { appName: 'two words' }, { appName: 'x'.repeat(49) }])
      assert.throws(() => syslogRfc5424.writer(options), FormatOptionError);
  });

  it('passes a strict parser and gives the whole event back, whatever stands in it', () => {
    const writer = syslogRfc5424.writer({ host: 'audit', pid: 1, softwareVersion: '1.0' });
    fc.assert(
      fc.property(anyRecorded, fc.option(fc.base64String(), { nil: undefined }), (event, leafHash) => {
        const line = writer.line(event, leafHash);
        assert.ok(line.endsWith('\n'));
        const read = parseRfc5424(line.slice(0, -1));
        assert.deepEqual(parseRfc5424Event(line.slice(0, -1)), { event, leafHash });
        assert.deepEqual(
          read.data.slice(1).map(({ id, params }) => ({ id, params: params.map(([name, value]) => [name, value]) })),
          rfc5424Elements(event, 32473, leafHash).map(({ id, params }) => ({ id, params: params.map(([name, value]) => [name, value]) })),
        );
      }),
      { numRuns: 2_000 },
    );
  });

  it('has a message of printable ASCII', () => {
    assert.equal(asciiJson({ 'ä\u007f': '\n😀\u2028' }), '{"\\u00e4\\u007f":"\\n\\ud83d\\ude00\\u2028"}');
  });
});
