import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import { sentence } from '../event/sentence.ts';
import type { ActorType, RecordedEvent } from '../event/types.ts';
import { type LightrunField, parseLightrunFields, printLightrunFields } from './lightrun-value.ts';
import { syslogLightrun } from './syslog-lightrun.ts';
import { anyRecorded } from './testing.ts';

/** The event of the page's sample. */
const sample: RecordedEvent = {
  id: '0193a2e0-7c1f-7000-8000-000000000001',
  organisation: '0193a2e0-7c1f-7000-8000-000000000000',
  sequence: 1,
  event: 'agent.remove',
  code: 'REMOVED_AGENT_SUCCESS',
  label: 'agent remove success',
  original_name: 'remove agent success',
  category: 'deletion',
  outcome: 'success',
  unlisted: false,
  occurred_at: '2022-08-29T12:19:50.000Z',
  received_at: '2022-08-29T12:19:51.999Z',
  recorded_by: 'server',
  skew_ms: 0,
  actor: { type: 'agent', id: 'd885cc7b-344f-44aa-a853-0a261a844d8d' },
  targets: [{ type: 'agent', id: 'd885cc7b-344f-44aa-a853-0a261a844d8d', name: 'shiran-Latitude-7410 (pid 72850)' }],
  metadata: {
    agent: {
      agent_api_version: '1.7',
      agent_id: 'd885cc7b-344f-44aa-a853-0a261a844d8d',
      agent_name: 'shiran-Latitude-7410 (pid 72850)',
      agent_os: 'linux',
      agent_pid: 72850,
      agent_version: '1.7.0-rc4.de87b07b3',
      log_piping: 'BOTH',
      runtime_environment: 'Java',
    },
  },
  producer: { name: 'agent', host: '10.50.29.9', pid: 72850 },
};

const lines = (event: RecordedEvent, options = {}): string[] => syslogLightrun.writer(options).line(event).split('\n');

describe("the page's three lines", () => {
  const goldens = [
    ['with a host', {}, 371, '67de06368acfc01cf831159fd22f844e4e29da4324b7498d47049f460730267b'],
    ['without one', { hostname: 'absent' }, 360, '7d5d1e330fbd22f3535eeae3d33171d9eab81c95c01daf4b467f5b66e72bc06a'],
  ] as const;
  for (const [name, options, bytes, digest] of goldens) {
    it(`are those of the page's sample ${name}, byte for byte`, () => {
      const record = syslogLightrun.writer(options).line(sample).slice(0, -1);
      assert.equal(Buffer.byteLength(record), bytes, record);
      assert.equal(createHash('sha256').update(record).digest('hex'), digest);
    });
  }

  it('have all seven fields of the table where the sample would not tell them', () => {
    const [, fields, metadata] = lines({
      ...sample,
      outcome: 'failure',
      error_message: 'busy',
      extra: { outcome: 'success', agent_id: 'other', 'a key': 1 },
      metadata: { agent: sample.metadata?.agent ?? {}, action: { ignore_quota: true, expressions: ['a[0]', 'b'], line: 3 } },
    });
    assert.equal(
      fields,
      '[actorId=d885cc7b-344f-44aa-a853-0a261a844d8d eventType=delete event=REMOVED_AGENT_SUCCESS outcome=failure actorType=Agent' +
        ' target=shiran-Latitude-7410 (pid 72850) details=Agent shiran-Latitude-7410 (pid 72850) could not be removed: busy]',
    );
    assert.equal(
      metadata,
      '[error_message=busy expression=["a[0\\]","b"\\] line=3 ignore_qouta=true runtime_environment=Java agent_id=d885cc7b-344f-44aa-a853-0a261a844d8d' +
        ' agent_name=shiran-Latitude-7410 (pid 72850) api_version=1.7 log_piping=BOTH agent_os=linux agent_pid=72850' +
        ' agent_version=1.7.0-rc4.de87b07b3 extra.outcome=success extra.agent_id=other a_key=1]',
    );
  });

  const titles: [ActorType, string][] = [
    ['user', 'User'],
    ['agent', 'Agent'],
    ['agent_pool', 'Agent'],
    ['system', 'System'],
    ['api_key', 'System'],
    ['service', 'System'],
    ['ai_agent', 'System'],
  ];
  for (const [type, title] of titles) {
    it(`name an actor of type ${type} ${title}`, () => {
      const fields = new Map(parseLightrunFields(lines({ ...sample, actor: { type, name: 'N' }, outcome: 'unknown' })[1] ?? ''));
      assert.equal(fields.get('actorType'), title);
      assert.equal(fields.get('actorId'), type === 'system' ? 'system' : 'N');
      assert.equal(fields.get('outcome'), 'unknown');
    });
  }

  it("take MSGID and event type from the page's table on demand, and the server's host and process where there are none", () => {
    const { producer: _, ...event } = sample;
    const [header, fields] = lines({ ...event, category: 'authentication' }, { msgid: 'table', eventType: 'table', host: 'audit', pid: 9 });
    assert.equal(header, '1 2022-08-29T12:19:51Z audit Lightrun 9 authn');
    assert.match(fields ?? '', / eventType=authentication /);
    assert.equal(lines(event)[0], '1 2022-08-29T12:19:51Z - Lightrun - ');
  });

  it('are three, and no value makes a field or a line, whatever stands in it', () => {
    fc.assert(
      fc.property(anyRecorded, (event) => {
        const record = syslogLightrun.writer({ host: 'h', pid: 1 }).line(event);
        assert.match(record, /^1 [^\n]*\n\[[^\n]*\]\n\[[^\n]*\]\n$/);
        assert.doesNotMatch(record.replaceAll('\n', ''), /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
        const [, first = '', second = ''] = record.split('\n');
        const keys = parseLightrunFields(first)?.map(([key]) => key);
        assert.deepEqual(keys?.slice(0, 4), ['actorId', 'eventType', 'event', 'outcome']);
        const fields = new Map(parseLightrunFields(first));
        assert.equal(fields.get('outcome'), event.outcome);
        if (fields.has('details'))
          assert.equal(fields.get('details'), sentence(event).replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, ' '));
        const data = parseLightrunFields(second);
        assert.ok(data);
        assert.equal(new Set(data.map(([key]) => key)).size, data.length);
        const known = Object.values(event.metadata ?? {}).reduce((sum, group) => sum + Object.keys(group).length, 0);
        assert.equal(data.length, known + Object.keys(event.extra ?? {}).length + (event.error_message === undefined ? 0 : 1));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('fields of the layout', () => {
  it('come back, but for control characters', () => {
    const value = fc.string({ unit: fc.constantFrom('\\', ']', '[', '=', ' ', 'a', 'b', '\u00a0', '"') });
    const fields = fc.array(fc.tuple(fc.stringMatching(/^[a-zA-Z_.]{1,5}$/), value), { maxLength: 4 });
    fc.assert(
      fc.property(fields, (given: LightrunField[]) => {
        assert.deepEqual(parseLightrunFields(printLightrunFields(given)), given);
      }),
      { numRuns: 5_000 },
    );
  });

  it('stay as they are in lines that were written without escapes', () => {
    assert.deepEqual(parseLightrunFields('[path=C:\\ file=a\\b expression=arr[0] > 1]'), [
      ['path', 'C:\\'],
      ['file', 'a\\b'],
      ['expression', 'arr[0] > 1'],
    ]);
    for (const line of ['', '[', 'a=b', '[no fields]', '[a=b] ']) assert.equal(parseLightrunFields(line), null, line);
    assert.deepEqual(parseLightrunFields('[]'), []);
  });

  it('are read in time that grows with their length, not with its square', () => {
    const long = '\\'.repeat(500_000);
    const started = performance.now();
    for (const value of [`${long}a`, ' a'.repeat(200_000), `${long} `]) {
      const line = printLightrunFields([['a', value]]);
      assert.deepEqual(parseLightrunFields(line), [['a', value]]);
    }
    assert.ok(performance.now() - started < 5_000);
  });
});
