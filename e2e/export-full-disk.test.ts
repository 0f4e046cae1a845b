import assert from 'node:assert/strict';
import { existsSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { call, login, post } from './api.ts';
import { Mounts, skipWithoutMount } from './mounts.ts';
import { removeData, start, temporaryData } from './server.ts';

interface JobJson {
  export: { id: string; state: string; error: string | null };
}

const mebi = 1024 * 1024;

describe('an export on a disk that fills up', { skip: skipWithoutMount, timeout: 180_000 }, () => {
  const mount = temporaryData('annals-export-disk-');
  const mounts = new Mounts();
  after(async () => {
    await mounts.release();
    removeData(mount);
  });

  it('fails with a plain reason before recording is stopped by it, and leaves nothing behind', async () => {
    mounts.tmpfs(mount, 1024);
    const data = join(mount, 'data');
    mkdirSync(data);
    const server = await start(data);
    try {
      const made = async (): Promise<JobJson['export']> => {
        const asked = await call<JobJson>(server, '/v1/exports', { body: { organisation: 'acme', format: 'ndjson' } });
        assert.equal(asked.status, 202, asked.text);
        for (const deadline = Date.now() + 60_000; ; await sleep(50)) {
          const { json } = await call<JobJson>(server, `/v1/exports/${asked.json.export.id}`);
          if (!['queued', 'running'].includes(json.export.state)) return json.export;
          assert.ok(Date.now() < deadline, JSON.stringify(json));
        }
      };
      for (let sent = 0; sent < 8; sent++)
        assert.equal(
          (
            await post(
              server,
              Array.from({ length: 1000 }, (_, at) => login({ extra: { at, text: 'x'.repeat(900) } })),
            )
          ).status,
          201,
        );
      // The watermark is 51 MiB here: between it and twice of it events are taken, and exports are not made. The index goes on
      // merging meanwhile, and must not use up what is between.
      const filler = join(mount, 'filler');
      const { bavail, bsize } = statfsSync(mount);
      writeFileSync(filler, Buffer.alloc(bavail * bsize - 88 * mebi));
      const failed = await made();
      assert.equal(failed.state, 'failed', JSON.stringify(failed));
      assert.equal(failed.error, 'The disk has too little room left for the files of the export.');
      assert.ok(!existsSync(join(data, 'exports', failed.id)));
      assert.equal((await post(server, login())).status, 201, 'events are still taken');
      rmSync(filler);
      assert.equal((await made()).state, 'done');
    } finally {
      await server.stop();
    }
  });
});
