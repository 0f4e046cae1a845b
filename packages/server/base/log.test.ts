import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openLog, readyLine } from './log.ts';

function capture(format: 'text' | 'json') {
  const lines: string[] = [];
  return { lines, log: openLog({ format, level: 'debug', write: (line) => lines.push(line) }) };
}

const token = `ann_${'x'.repeat(43)}`;

for (const format of ['text', 'json'] as const) {
  test(`${format}: no secret reaches the log, by member or by form`, () => {
    const { lines, log } = capture(format);
    log.info(
      {
        password: 'hunter22',
        body: { password: 'hunter22', token },
        deep: { request: [{ headers: { authorization: `Basic hunter22` } }] },
      },
      `asked with ${token}`,
    );
    log.error({ err: Object.assign(new Error(`refused ${token} and annals_session=abcdef`), { secret: 'hunter22' }) }, 'failed');
    const loop: Record<string, unknown> = { password: 'hunter22' };
    log.warn({ loop: Object.assign(loop, { loop }) }, 'a loop');
    const text = lines.join('');
    assert.doesNotMatch(text, /hunter22|x{20}|abcdef/);
    assert.match(text, /redacted/);
  });

  test(`${format}: a logged value cannot forge a line`, () => {
    const { lines, log } = capture(format);
    log.warn({ name: 'a\nERROR forged\u001b[31m' }, 'line\r\nbreak');
    assert.equal(lines.length, 1);
    assert.equal(lines[0]?.indexOf('\n'), (lines[0]?.length ?? 0) - 1);
    assert.ok(!lines[0]?.includes('\u001b'));
  });
}

test('the ready line is one line of JSON', () => {
  assert.equal(
    readyLine('json', { url: 'http://127.0.0.1:8484', setupUrl: null }),
    '{"event":"ready","url":"http://127.0.0.1:8484","setup_url":null}\n',
  );
  assert.match(
    readyLine('text', { url: 'http://127.0.0.1:8484', setupUrl: 'http://127.0.0.1:8484/setup#token' }),
    /ready at http:.*\n[^]*setup#token/,
  );
});
