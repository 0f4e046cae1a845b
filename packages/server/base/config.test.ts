import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { ConfigError, readConfig } from './config.ts';
import { variables } from './variables.ts';

const refused = (env: Record<string, string>, variable: string, message: RegExp) =>
  assert.throws(
    () => readConfig(env),
    (error) => error instanceof ConfigError && error.variable === variable && message.test(error.message) && error.exitCode === 2,
  );

describe('readConfig', () => {
  test('without variables: loopback, ./data, open mode, the documented limits', () => {
    const config = readConfig({});
    assert.equal(config.dataDir, resolve('data'));
    assert.deepEqual(config.listen, { host: '127.0.0.1', port: 8484 });
    assert.equal(config.setup, null);
    assert.equal(config.publicUrl, null);
    assert.partialDeepStrictEqual(config.limits, {
      eventBytes: 65_536,
      requestEvents: 10_000,
      requestBytes: 16_777_216,
      depth: 16,
      objectKeys: 256,
      queryBytes: 4_096,
      querySeconds: 30,
      readers: 8,
      tails: 100,
      queueBytes: 67_108_864,
      signInTries: 10,
    });
  });

  test('exports are named for annals, or for whom one likes, as far as a file name can be', () => {
    assert.deepEqual(readConfig({}).exports, { prefix: 'annals', enterpriseNumber: 32_473, days: 7, atOnce: 2 });
    const own = readConfig({ ANNALS_EXPORT_PREFIX: 'lightrun', ANNALS_SYSLOG_ENTERPRISE_NUMBER: '9' });
    assert.deepEqual(own.exports, { prefix: 'lightrun', enterpriseNumber: 9, days: 7, atOnce: 2 });
    for (const prefix of ['../x', 'a b', '.x', 'x"', 'x'.repeat(65)])
      refused({ ANNALS_EXPORT_PREFIX: prefix }, 'ANNALS_EXPORT_PREFIX', /letters, digits/);
  });

  test('a misspelled variable is refused and the nearest name is offered', () => {
    refused({ ANNALS_DATTA: '/x' }, 'ANNALS_DATTA', /did you mean ANNALS_DATA\?/);
    refused({ ANNALS_LIMIT_EVENTS_BYTES: '1' }, 'ANNALS_LIMIT_EVENTS_BYTES', /ANNALS_LIMIT_EVENT_BYTES/);
    refused({ ANNALS_ZZZZZZZZZZZZZZZZ: '1' }, 'ANNALS_ZZZZZZZZZZZZZZZZ', /is not a variable of Annals/);
  });

  test('variables of the other programs are known', () => {
    readConfig({ ANNALS_URL: 'http://127.0.0.1:1', ANNALS_KEY: 'x', ANNALS_NODE: '/x', ANNALS_TEST_DATA: '/x', PATH: '/bin' });
  });

  test('a half-set setup names what is missing', () => {
    const all = { ANNALS_SETUP_ORGANISATION: 'Acme', ANNALS_SETUP_EMAIL: 'a@example.com', ANNALS_SETUP_PASSWORD: 'correct horse battery' };
    assert.deepEqual(readConfig(all).setup, { organisation: 'Acme', email: 'a@example.com', password: 'correct horse battery', key: null });
    for (const name of Object.keys(all)) refused({ ...all, [name]: '' }, name, /is missing/);
    refused(
      { ANNALS_SETUP_KEY: 'ann_0123456789abcdef' },
      'ANNALS_SETUP_ORGANISATION',
      /also missing: ANNALS_SETUP_EMAIL, ANNALS_SETUP_PASSWORD/,
    );
    refused({ ...all, ANNALS_SETUP_KEY: 'secret-of-mine' }, 'ANNALS_SETUP_KEY', /must be ann_/);
  });

  test('a wrong value is named by its variable and never repeated', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(variables)),
        fc.string({ minLength: 12 }).filter((text) => text.trim() !== ''),
        (name, value) => {
          try {
            readConfig({ [name]: value });
          } catch (error) {
            assert.ok(error instanceof ConfigError);
            assert.ok(error.message.includes('ANNALS_'));
            if (!'must be a number of bytes like'.includes(value)) assert.ok(!error.message.includes(value) || name === 'ANNALS_LISTEN');
          }
        },
      ),
    );
  });

  test('sizes take units, numbers do not take nonsense', () => {
    assert.equal(readConfig({ ANNALS_SEGMENT_BYTES: '100KiB' }).segmentBytes, 102_400);
    assert.equal(readConfig({ ANNALS_SEGMENT_BYTES: '1MB' }).segmentBytes, 1_000_000);
    for (const value of ['0', '-1', '1e3', '64 MiB', '1.5', 'unlimited'])
      refused({ ANNALS_LIMIT_REQUEST_BYTES: value }, 'ANNALS_LIMIT_REQUEST_BYTES', /number of bytes/);
  });

  test('a proxy that is no address, or a range that is none, is named at the start', () => {
    const name = 'ANNALS_TRUSTED_PROXIES';
    for (const value of ['10.0.0.0/99', '::1/129', 'abc', '1.2.3', '10.0.0.0/8,999.1.1.1', '10.0.0.0/'])
      refused({ [name]: value }, name, /addresses or ranges/);
    assert.deepEqual(readConfig({ [name]: '10.0.0.0/8, ::1,fd00::/7' }).trustedProxies, ['10.0.0.0/8', '::1', 'fd00::/7']);
  });

  test('an S3 server that is no origin is named at the start', () => {
    const name = 'ANNALS_ARCHIVE_ENDPOINTS';
    for (const value of ['s3.example.com', 'https://s3.example.com/bucket', 'https://user@s3.example.com', 'file:///etc', 'https://a,b'])
      refused({ [name]: value }, name, /origins/);
    assert.deepEqual(readConfig({ [name]: 'https://s3.example.com, http://10.0.0.4:9000/' }).archiveEndpoints, [
      'https://s3.example.com',
      'http://10.0.0.4:9000',
    ]);
    assert.deepEqual(readConfig({}).archiveEndpoints, []);
  });

  test('listening beyond this machine needs https in front, or the word for it', () => {
    for (const listen of ['0.0.0.0:8484', '[::]:8484', '192.168.1.2:80', 'example.com:80']) {
      refused({ ANNALS_LISTEN: listen }, 'ANNALS_LISTEN', /ANNALS_PUBLIC_URL=https/);
      refused({ ANNALS_LISTEN: listen, ANNALS_PUBLIC_URL: 'http://audit.example.com' }, 'ANNALS_LISTEN', /ANNALS_INSECURE/);
      readConfig({ ANNALS_LISTEN: listen, ANNALS_PUBLIC_URL: 'https://audit.example.com' });
      readConfig({ ANNALS_LISTEN: listen, ANNALS_INSECURE: '1' });
    }
    for (const listen of ['127.0.0.1:0', '[::1]:8484', 'localhost:8484', ':9000', '127.8.8.8:1']) readConfig({ ANNALS_LISTEN: listen });
  });
});
