import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { ImportedEvent, ImportItem } from './import-format.ts';
import { importFormats } from './import-formats.ts';
import { events, fields, metadata, readAll } from './testing.ts';

const problems = (items: ImportItem[]): string[] =>
  items.flatMap((item) => ('problem' in item ? [`${item.number}@${item.line} ${item.problem}`] : []));

const { 'lightrun-csv': csv, 'lightrun-syslog': syslog, 'lightrun-siem': siem } = importFormats;

const removed: ImportedEvent = {
  event: 'agent.remove',
  outcome: 'success',
  occurred_at: '2022-08-29T12:19:51.000Z',
  actor: { type: 'agent', id: 'd885cc7b-344f-44aa-a853-0a261a844d8d' },
  targets: [{ type: 'agent', id: 'd885cc7b-344f-44aa-a853-0a261a844d8d', name: 'shiran-Latitude-7410 (pid 72850)' }],
  metadata: {
    agent: {
      runtime_environment: 'Java',
      agent_id: 'd885cc7b-344f-44aa-a853-0a261a844d8d',
      agent_name: 'shiran-Latitude-7410 (pid 72850)',
      agent_api_version: '1.7',
      log_piping: 'BOTH',
      agent_os: 'linux',
      agent_pid: 72850,
      agent_version: '1.7.0-rc4.de87b07b3',
    },
  },
  producer: { name: 'lightrun', host: '10.50.29.9', pid: 72850 },
};

describe('the Syslog of the page', () => {
  it('is read with its host, and with the host lost, with or without the space at its end', () => {
    const { host: _, ...hostless } = removed.producer!;
    for (const [header, producer] of [
      ['1 2022-08-29T12:19:51Z 10.50.29.9 Lightrun 72850 ', removed.producer],
      ['1 2022-08-29T12:19:51Z 10.50.29.9 Lightrun 72850', removed.producer],
      ['<110>1 2022-08-29T12:19:51Z 10.50.29.9 Lightrun 72850 deletion', removed.producer],
      ['1 2022-08-29T12:19:51Z Lightrun 72850 ', hostless],
      ['1 2022-08-29T12:19:51Z Lightrun 72850 deletion', hostless],
    ] as const) {
      for (const end of ['\n', '\r\n', '\n\n'])
        assert.deepEqual(events(syslog, [header, fields, metadata].join(end)), [{ ...removed, producer }], header);
    }
  });

  it('names damaged records by number and line, and reads on behind them', () => {
    const header = '1 2022-08-29T12:19:51Z 10.50.29.9 Lightrun 72850 ';
    const text = [
      'garbage',
      ...[header, fields, metadata],
      ...[header, fields],
      ...[header, fields, metadata, 'more'],
      ...[header, '[actorId=1 event=X actorId=2]', '[]'],
      ...[header, '[no fields]', '[]'],
      ...['1 2022-13-29T12:19:51Z h Lightrun 1 ', fields, metadata],
      ...['1 2022-08-29T12:19:51Z a b c d e', fields, metadata],
      ...[header, '[actorId=system outcome=success]', '[]'],
      ...[header, fields, metadata],
    ].join('\n');
    const items = readAll(syslog, text, 7);
    assert.deepEqual(problems(items), [
      '1@1 "garbage" is no header of a record',
      '3@5 it does not have two lines in brackets under its header',
      '4@7 it does not have two lines in brackets under its header',
      '5@11 the field "actorId" stands twice',
      '6@14 "[no fields]" is no list of fields',
      '7@17 "2022-13-29T12:19:51Z" is no instant',
      '8@20 "1 2022-08-29T12:19:51Z a b c d e" is no header of a record',
      '9@23 it does not say what happened',
    ]);
    assert.deepEqual(
      [items[1], items[9]].map((item) => item && 'event' in item && item.event),
      [removed, removed],
    );
  });

  it('keeps what has no place with its text', () => {
    const text = `1 2022-08-29T12:19:51Z h Lightrun x1 authn\n[actorId=u1 actorType=Robot eventType=odd event=FOO_BAR_FAILURE outcome=failure target=t details=it failed more=1]\n[user_id=u1 new_field=a b line=x]\n`;
    const [item] = readAll(syslog, text);
    assert.ok(item && 'event' in item);
    assert.deepEqual(item.event, {
      event: 'FOO_BAR',
      category: 'authentication',
      outcome: 'failure',
      occurred_at: '2022-08-29T12:19:51.000Z',
      actor: { type: 'user', id: 'u1' },
      metadata: { user: { user_id: 'u1' } },
      producer: { name: 'lightrun', host: 'h' },
      extra: {
        procid: 'x1',
        eventType: 'odd',
        new_field: 'a b',
        line: 'x',
        actorType: 'Robot',
        target: 't',
        details: 'it failed',
        more: '1',
      },
    });
    assert.deepEqual(item.kept, ['procid', 'eventType', 'new_field', 'line', 'actorType', 'target', 'details', 'more']);
  });
});

describe('the CSV of the page', () => {
  const header = 'Date,Actor type,Actor,ID,Agent Pool,Event Type,Result,EXTRA DATA';

  it('is read with its eight columns', () => {
    const text = `\ufeff${header}\r\n2022-08-29T12:19:51.123Z,User,dana@example.com,4711,Default,COUNTER create success,success,"{""action_id"":""a1"",""expression"":""x"",""line"":12,""ignore_qouta"":""true"",""own"":{""b"":1}}"\r\n`;
    for (const piece of [1, 2, 3, 1_000]) {
      assert.deepEqual(
        readAll(csv, text, piece).map((item) => 'event' in item && item.event),
        [
          {
            event: 'action.create',
            outcome: 'success',
            occurred_at: '2022-08-29T12:19:51.123Z',
            actor: { type: 'user', email: 'dana@example.com' },
            targets: [{ type: 'action', id: 'a1' }],
            agent_pool: 'Default',
            metadata: { action: { action_id: 'a1', expressions: ['x'], line: 12, ignore_quota: true, action_type: 'COUNTER' } },
            producer: { name: 'lightrun', event_id: '4711' },
            extra: { own: { b: 1 } },
          },
        ],
      );
    }
  });

  it('takes other separators, other orders of columns, further columns and the instants of the portal', () => {
    const text =
      'Result;event type;Date;Note\nsuccess;auth login success;29/08/22 12:19:51;hello\n;auth logout success;2022-08-29 12:19:51.5;\n;integration added;1661775591000;\n';
    const items = readAll(csv, text);
    assert.deepEqual(
      items.map(
        (item) => 'event' in item && [item.event.event, item.event.outcome, item.event.occurred_at, item.event.extra, item.assumed],
      ),
      [
        [
          'auth.login',
          'success',
          '2022-08-29T12:19:51.000Z',
          { Date: '29/08/22 12:19:51', Note: 'hello' },
          ['UTC for instants without a zone'],
        ],
        ['auth.logout', 'success', '2022-08-29T12:19:51.500Z', { Date: '2022-08-29 12:19:51.5' }, ['UTC for instants without a zone']],
        ['integration.create', 'success', '2022-08-29T12:19:51.000Z', { 'Event Type': 'integration added' }, []],
      ],
    );
  });

  it('names damaged rows, and reads on behind them', () => {
    const row = '2022-08-29T12:19:51Z,System,system,1,,agents clean success,success,{}';
    const text = [header, row, 'a,b', row.replace('2022', 'yesterday'), `"x"y,${row}`, '', row, `"${row}`].join('\n');
    const items = readAll(csv, text);
    assert.deepEqual(problems(items), [
      '2@3 it has 2 cells, the header has 8',
      '3@4 "yesterday-08-29T12:19:51Z" is no instant',
      '4@5 there is text between a closing quote and the next cell',
      '6@8 a quote is not closed',
    ]);
    assert.equal(items.length, 6);
    assert.deepEqual(problems(readAll(csv, 'Date,Who\n1,2\n3,4\n')), ['1@1 the header has no column Event Type; it is "Date, Who"']);
    assert.deepEqual(readAll(csv, ''), []);
  });

  it('keeps EXTRA DATA as text where reading it would change it', () => {
    const extra = ['not json', '[1]', '{"a":1,"a":2}', '{"n":9007199254740993}', '{"s":"\\ud800"}'];
    const rows = extra.map((text) => `2022-08-29T12:19:51Z,User,d@x.com,1,,auth login failure,failure,"${text.replaceAll('"', '""')}"`);
    assert.deepEqual(
      events(csv, [header, ...rows].join('\n')).map((event) => event.extra),
      extra.map((text) => ({ 'EXTRA DATA': text })),
    );
  });

  it('tells a name that stands in two groups apart', () => {
    const [both, one] = ['{""action_id"":""1"",""target"":""Plugin"",""system.target"":""s""}', '{""target"":""s"",""name"":""n""}'].map(
      (extra) => events(csv, `${header}\n2022-08-29T12:19:51Z,User,d@x.com,1,,own thing success,success,"${extra}"\n`)[0],
    );
    assert.deepEqual(both?.metadata, { action: { action_id: '1', target: 'Plugin' }, system: { target: 's' } });
    assert.deepEqual([one?.metadata, one?.extra], [{ system: { target: 's' } }, { name: 'n' }]);
  });

  it('lets the result decide where the label says otherwise, and keeps the label', () => {
    const [event] = events(csv, `${header}\n2022-08-29T12:19:51Z,User,d@x.com,1,,auth login success,failure,\n`);
    assert.deepEqual([event?.event, event?.outcome, event?.extra], ['auth.login', 'failure', { 'Event Type': 'auth login success' }]);
  });

  it('does not take the place of what only a server of today may record', () => {
    const [event] = events(csv, `${header}\n2022-08-29T12:19:51Z,User,d@x.com,1,,annals export success,success,\n`);
    assert.equal(event?.event, 'imported.annals.export');
    assert.equal(event?.extra?.['Event Type'], 'annals export success');
  });
});

describe('the SIEM webhook', () => {
  const body = {
    actor_id: 'dana@example.com',
    actor_type: 'user',
    event_data: JSON.stringify({
      actor: 'dana@example.com',
      event_mode: 'direct',
      user_type: 'Member',
      operation_type: 'login',
      register_method: 'USER_PASS',
      operation_result: 'success',
      company: 'Acme',
      executor_ip: '10.0.0.1',
      userId: 7,
      time: '2024-07-15T10:00:00.000Z',
    }),
    event_id: 11,
    event_timestamp: 1_721_037_600_123,
    event_type: 'auth login success',
  };
  const login: ImportedEvent = {
    event: 'auth.login',
    outcome: 'success',
    occurred_at: '2024-07-15T10:00:00.123Z',
    actor: { type: 'user', email: 'dana@example.com' },
    metadata: {
      system: {
        actor: 'dana@example.com',
        event_mode: 'direct',
        operation_type: 'login',
        operation_result: 'success',
        company: 'Acme',
        executor_ip: '10.0.0.1',
      },
      user: { user_types: ['Member'], register_method: 'USER_PASS', user_id: '7' },
    },
    producer: { name: 'lightrun', event_id: '11' },
    extra: { time: '2024-07-15T10:00:00.000Z' },
  };

  it('is read one a line, one after the other, indented, or in an array', () => {
    const text = JSON.stringify(body);
    const indented = JSON.stringify(body, null, 2);
    for (const given of [
      `${text}\n${text}\n`,
      text + text,
      `[${text},\n ${text}]`,
      `${indented}\n${indented}`,
      JSON.stringify([body, body], null, 2),
    ])
      for (const piece of [1, 10_000])
        assert.deepEqual(
          readAll(siem, given, piece).map((item) => 'event' in item && item.event),
          [login, login],
        );
    assert.deepEqual(events(siem, JSON.stringify({ ...body, event_data: JSON.parse(body.event_data) as unknown })), [login]);
  });

  it('keeps further fields, takes the test event, and names what is damaged', () => {
    const odd = { ...body, event_data: 'text', event_id: '0193', event_type: 'Lightrun Test Event', more: [1] };
    const [event] = events(siem, JSON.stringify(odd));
    assert.deepEqual(event?.extra, { event_data: 'text', event_type: 'Lightrun Test Event', more: [1] });
    assert.equal(event?.event, 'siem.test');
    const text = [
      '{"a":1}',
      JSON.stringify(body),
      '{"a":',
      JSON.stringify(body),
      'nothing',
      '{"event_timestamp":1721037600123}',
      '{"a":"x',
    ].join('\n');
    assert.deepEqual(problems(readAll(siem, text, 5)), [
      '1@1 it has no event_timestamp',
      '3@3 it is no whole JSON object',
      '5@5 it is no whole JSON object',
      '6@6 it has no event_type',
      '7@7 it is no whole JSON object',
    ]);
  });
});
