import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { find, login, post, signIn } from './api.ts';
import { checkAll } from './check-all.ts';
import { removeData, setupEmail, setupPassword, start, temporaryData } from './server.ts';

const mountBytes = 256 * 1024 * 1024;

describe('full disk', () => {
  const mount = temporaryData('annals-tmpfs-');
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${mountBytes}`, 'annals-test', mount]).status === 0;
  const skip = mounted ? false : 'a tmpfs cannot be mounted here';

  it('answers 507 at the watermark, still signs in and reads, and resumes by itself', { skip, timeout: 120_000 }, async () => {
    const data = join(mount, 'data');
    mkdirSync(data);
    const filler = join(mount, 'filler');
    const server = await start(data);
    try {
      const first = await post(server, login());
      assert.equal(first.status, 201);
      // Leaves less than the watermark, but room enough for sign-ins and for our own events.
      const { bavail, bsize } = (await import('node:fs')).statfsSync(mount);
      writeFileSync(filler, Buffer.alloc(bavail * bsize - 11 * 1024 * 1024));
      const refused = await post(server, login());
      assert.equal(refused.status, 507, refused.text);
      assert.equal(refused.json.code, 'disk_full');
      assert.equal((await signIn(server, setupEmail, setupPassword)).status, 201);
      assert.equal((await find(server, { limit: 5 })).status, 200);
      const ready = await fetch(`${server.url}/readyz`);
      assert.equal(ready.status, 503);
      rmSync(filler);
      await sleep(200);
      const resumed = await post(server, login());
      assert.equal(resumed.status, 201);
      assert.ok(resumed.json.receipts[0]!.sequence > first.json.receipts[0]!.sequence);
    } finally {
      await server.stop();
    }
    await checkAll(data);
  });

  it('cleans up', () => {
    if (mounted) assert.equal(spawnSync('umount', [mount]).status, 0);
    removeData(mount);
  });
});
