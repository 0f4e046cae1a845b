import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startRadosgw, type Radosgw } from '../test/servers/radosgw.ts';
import { daysAgo, DatedServer, makeBucket, placeOf, skipArchives } from './archive-scene.ts';
import { annals } from './annals.ts';
import { call } from './api.ts';
import { removeData, start, temporaryData } from './server.ts';

/** Nothing else of this machine may give credentials. */
const nowhere = { AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '/nonexistent', AWS_SHARED_CREDENTIALS_FILE: '/nonexistent' };

describe("an archive with the server's own credentials", { skip: skipArchives, timeout: 240_000 }, () => {
  const home = mkdtempSync(join(tmpdir(), 'annals-credentials-'));
  let s3: Radosgw;
  before(async () => {
    s3 = await startRadosgw();
    await makeBucket(s3, 'chain');
  });
  after(async () => {
    await s3.stop();
    removeData(home);
  });

  const chains: Record<string, () => Record<string, string>> = {
    'of the environment': () => ({ ...nowhere, AWS_ACCESS_KEY_ID: s3.accessKeyId, AWS_SECRET_ACCESS_KEY: s3.secretAccessKey }),
    'of a profile in a file': () => {
      const file = join(home, 'credentials');
      writeFileSync(file, `[archiver]\naws_access_key_id = ${s3.accessKeyId}\naws_secret_access_key = ${s3.secretAccessKey}\n`);
      return { ...nowhere, AWS_SHARED_CREDENTIALS_FILE: file, AWS_PROFILE: 'archiver' };
    },
  };
  for (const [name, chain] of Object.entries(chains))
    it(`${name} delivers days that prove themselves`, async () => {
      const data = temporaryData();
      const dated = new DatedServer(data);
      dated.server = await start(data, chain());
      try {
        await dated.record(30);
        const { bucket, endpoint, path_style } = placeOf(s3, 'chain');
        const place = { organisation: 'acme', bucket, prefix: `${name.replaceAll(' ', '-')}/`, endpoint, path_style };
        const tried = await call<{ ok: boolean }>(dated.server, '/v1/archives/test', { body: place });
        assert.equal(tried.json.ok, true, tried.text);
        assert.equal((await call(dated.server, '/v1/archives', { method: 'PUT', body: place })).status, 200);
        assert.equal((await dated.demand(daysAgo(0))).status, 202);
        const [day] = await dated.until((days) => (days.at(-1)?.events ?? 0) >= 30);
        assert.equal(day?.error, null);
        assert.ok(!dated.server.log().includes(s3.secretAccessKey));
        const checked = await annals(['archive', 'verify', `s3://${bucket}/${place.prefix}`, '--endpoint', endpoint], chain());
        assert.equal(checked.code, 0, checked.err);
      } finally {
        await dated.server.stop();
        removeData(data);
      }
    });

  it('are missed by name where there are none', async () => {
    const data = temporaryData();
    const server = await start(data, nowhere);
    try {
      const { bucket, endpoint, path_style } = placeOf(s3, 'chain');
      const { json, text } = await call<{ ok: boolean; steps: { reason: string | null }[] }>(server, '/v1/archives/test', {
        body: { organisation: 'acme', bucket, endpoint, path_style },
      });
      assert.equal(json.ok, false);
      assert.equal(json.steps.at(-1)?.reason, 'credentials_missing', text);
    } finally {
      await server.stop();
      removeData(data);
    }
  });
});
