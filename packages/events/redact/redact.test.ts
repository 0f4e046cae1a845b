import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import { canonicalGroups } from '../event/body.ts';
import { normalise } from '../event/normalise.ts';
import { isSecretName } from './names.ts';
import { redactText } from './values.ts';

const token = `ann_${'a1B2-_'.repeat(7)}x`;

function record(fields: object): { text: string; redacted: readonly string[] } {
  const result = normalise({ event: 'agent.remove', actor: { type: 'agent' }, ...fields }, { strict: false, allowReserved: false });
  assert.ok(result.ok, JSON.stringify(result));
  return { text: JSON.stringify([result.event, canonicalGroups(result.event), result.warnings]), redacted: result.event.redacted ?? [] };
}

describe('names of secrets', () => {
  const secret = [
    'password',
    'Password',
    'user_password',
    'userPassword',
    'PASSWD',
    'db.pwd',
    'secret',
    'client_secret',
    'clientSecret',
    'token',
    'access-token',
    'refreshToken',
    'api_key',
    'apiKey',
    'X-API-Key',
    'authorization',
    'Authorization',
    'cookie',
    'Set-Cookie',
    'private_key',
    'private key',
    'access_key',
    'secretAccessKey',
    'passwordHash',
    'new_password',
    'password_confirmation',
    'credentials',
    'session_id',
    'tokens',
  ];
  const evidence = [
    'password_policy',
    'password_changed_at',
    'api_key_id',
    'token_count',
    'passport',
    'secretary',
    'tokenizer',
    'cookie_banner',
    'user_id',
    'key',
    'name',
    'author',
    'agent_name',
    'id',
    'passwordless_enabled',
    'authorization_url',
  ];
  for (const name of secret) it(`${name} is one`, () => assert.ok(isSecretName(name)));
  for (const name of evidence) it(`${name} is none`, () => assert.ok(!isSecretName(name)));
});

describe('forms of secrets', () => {
  const forms: readonly [text: string, clean: string][] = [
    [`key ${token}!`, 'key [redacted]!'],
    ['Authorization: Bearer abc.def-123~x==', 'Authorization: Bearer [redacted]'],
    ['basic dXNlcjpwYXNzd29yZA==', 'basic [redacted]'],
    ['postgres://dana:p@ss/w@db:5432/x', 'postgres://[redacted]@ss/w@db:5432/x'],
    [
      'see https://user:hunter2@example.com/path and https://example.com:8443/a',
      'see https://[redacted]@example.com/path and https://example.com:8443/a',
    ],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U', '[redacted]'],
    ['AKIAIOSFODNN7EXAMPLE', '[redacted]'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nafter', '[redacted]\nafter'],
    ['-----BEGIN PRIVATE KEY-----\nMIIE cut', '[redacted]'],
  ];
  for (const [text, clean] of forms) it(clean, () => assert.equal(redactText(text), clean));

  for (const text of [
    'bearer authentication failed',
    'basic authentication',
    'a://b',
    'ann_short',
    'AKIA',
    'i % 10 == 0',
    'eyJ.eyJ',
    'http://host:80/x@y',
  ]) {
    it(`${text} stays`, () => assert.equal(redactText(text), text));
  }

  it('cost linear time, whatever a stranger writes', () => {
    for (const piece of [
      'eyJ',
      'eyJ-',
      '://',
      '://a:',
      'a:',
      'Bearer ',
      'bearer a',
      'basic a',
      '-----BEGIN PRIVATE KEY-----',
      'ann_',
      'AKIA',
      '@',
      'eyJaaaaaaaa.',
      'xoxb-',
    ]) {
      const text = `://bearer eyJ${piece.repeat((64 * 1024) / piece.length)}`;
      const start = performance.now();
      redactText(text);
      assert.ok(performance.now() - start < 500, `${piece}: ${performance.now() - start} ms`);
    }
  });
});

describe('an event', () => {
  it('keeps no secret under any name at any depth, and says where one was', () => {
    const hidden = 'correct horse';
    const { text, redacted } = record({
      metadata: { user: { password: hidden, user_name: 'Dana' }, agent: { vendor: { apiKey: hidden } }, plugin: { token: hidden } },
      extra: { a: [{ 'client/secret': hidden }], cookie: { session: hidden }, fine: 'fine', max_tokens: 4096, password: true },
      changes: [
        { field: 'settings.api_key', before: hidden, after: [hidden] },
        { field: 'name', before: 'x', after: { secret: hidden } },
      ],
    });
    assert.ok(!text.includes(hidden));
    assert.deepEqual([...redacted].sort(), [
      '/changes/0/after',
      '/changes/0/before',
      '/changes/1/after/secret',
      '/extra/a/0/client~1secret',
      '/extra/cookie',
      '/extra/metadata.agent.vendor/apiKey',
      '/extra/metadata.plugin/token',
      '/metadata/user/password',
    ]);
    assert.match(text, /"max_tokens":4096/);
    assert.match(text, /"password":true/);
  });

  it('keeps no token in any text', () => {
    const places: object[] = [
      { error_message: `no ${token}` },
      { agent_pool: token },
      { correlation_id: token },
      { actor: { type: 'api_key', id: token, name: token, user_agent: token, host: token, email: token } },
      { actor: { type: 'ai_agent', on_behalf_of: { type: 'user', id: token } } },
      { targets: [{ type: 'key', id: token, name: token }] },
      { producer: { name: 'x', host: token, event_id: token } },
      { metadata: { action: { expressions: ['a', token], condition: token }, agent: { tags: token } } },
      { extra: { a: { b: [token] } } },
      { changes: [{ field: token, before: token }] },
    ];
    for (const place of places) {
      const { text, redacted } = record(place);
      assert.ok(!text.includes(token), JSON.stringify(place));
      assert.ok(redacted.length > 0);
    }
    for (const place of [{ event: token }, { targets: [{ type: token, id: '1' }] }]) {
      assert.ok(!normalise({ event: 'x', actor: { type: 'user' }, ...place }, { strict: false, allowReserved: false }).ok);
    }
  });

  it('without secrets is left as it was, and its input never changes', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), (extra) => {
        const before = JSON.stringify(extra);
        const result = normalise({ event: 'x', actor: { type: 'user' }, extra }, { strict: false, allowReserved: false });
        assert.equal(JSON.stringify(extra), before);
        if (result.ok && !result.event.redacted && before !== '{}') assert.equal(result.event.extra, extra);
      }),
      { numRuns: 300 },
    );
  });
});
