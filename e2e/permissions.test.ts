import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { call, login } from './api.ts';
import { checkAll } from './check-all.ts';
import { wholeIndex } from './kill-rounds.ts';
import { Mounts, run } from './mounts.ts';
import { ReceiptBook } from './receipt-book.ts';
import { removeData, ServerEnded, start, temporaryData, type Running } from './server.ts';

/** A disk whose file system can be made to fail: only root may mount it, and not every machine has it. */
function disk(mounts: Mounts, place: string): { data: string; image: string; trigger: string } | null {
  const [data, image] = [join(place, 'disk'), join(place, 'image')];
  try {
    const device = mounts.ext4(data, image, 256);
    const trigger = `/sys/fs/ext4/${device}/trigger_fs_error`;
    return existsSync(trigger) ? { data, image, trigger } : null;
  } catch {
    // Told by the name of the skipped test.
    return null;
  }
}

describe('a disk that may not be written to any more', () => {
  const place = temporaryData('annals-permissions-');
  const mounts = new Mounts();
  const found = disk(mounts, place);
  const skip = found ? false : 'an ext4 file system in a file cannot be mounted here';
  const { data, image, trigger } = found ?? { data: '', image: '', trigger: '' };
  const book = new ReceiptBook();
  const env = { ANNALS_SEGMENT_BYTES: '32KiB' };
  let server: Running | null = null;
  const send = (running: Running): Promise<boolean> =>
    book.send(running, { organisation: 'acme', events: Array.from({ length: 100 }, () => ({ ...login(), id: randomUUID() })), key: null });

  before(async () => {
    if (found) server = await start(data, env);
  });
  after(async () => {
    await server?.kill();
    await mounts.release();
    removeData(place);
  });

  it(
    'folders of segments and signed state that lost their permission: events are recorded on, and sealed once it is back',
    { skip },
    async () => {
      assert.ok(server);
      const folders = [join(data, 'segments'), join(data, 'signed')];
      try {
        for (const folder of folders) run('chattr', '-R', '+i', folder);
        for (let i = 0; i < 10; i++) {
          assert.ok(await send(server));
          await sleep(150);
        }
        const ready = await call<{ status: string }>(server, '/readyz', { key: null });
        assert.deepEqual([ready.status, ready.json.status], [200, 'degraded'], ready.text);
      } finally {
        for (const folder of folders) run('chattr', '-R', '-i', folder);
      }
      const deadline = performance.now() + 60_000;
      for (;;) {
        const ready = await call<{ status: string }>(server, '/readyz', { key: null });
        if (ready.json.status === 'ready') break;
        assert.ok(performance.now() < deadline, ready.text);
        await sleep(100);
      }
      await wholeIndex(server, 'acme');
      assert.equal(await server.stop(), 0, server.log());
      await checkAll(data);
      await book.assertHeld(data);
      server = await start(data, env, { setup: false });
    },
  );

  it('a file system that turns read-only: the server ends with code 1 and a line, and nothing acknowledged is lost', { skip }, async () => {
    assert.ok(server);
    const running = server;
    const ended = once(running.child, 'exit') as Promise<[number | null, string | null]>;
    for (let i = 0; i < 5; i++) assert.ok(await send(running));
    writeFileSync(trigger, '1');
    const sent = { organisation: 'acme', events: [{ ...login(), id: randomUUID() }], key: null };
    const deadline = performance.now() + 60_000;
    while (running.child.exitCode === null) {
      const answer = await call(running, '/v1/events?organisation=acme', { body: sent.events }).catch(() => null);
      assert.ok(answer === null || answer.status >= 500, `acknowledged on a read-only disk: ${answer?.text}`);
      assert.ok(performance.now() < deadline, running.log().slice(-2_000));
      await sleep(50);
    }
    book.refused(sent);
    assert.deepEqual(await ended, [1, null]);
    assert.match(running.log(), /Annals ends, for it can no longer record durably/);
    server = null;

    await assert.rejects(start(data, env, { setup: false }), (error: unknown) => {
      assert.ok(error instanceof ServerEnded && error.code === 1, String(error));
      assert.equal(error.log.trim().split('\n').length, 1, error.log);
      assert.match(error.log, /read-only/i);
      return true;
    });

    await mounts.release();
    // 1: errors, all mended.
    assert.ok((spawnSync('e2fsck', ['-fy', image]).status ?? 8) <= 1);
    mounts.ext4Again(data, image);
    await checkAll(data);
    await book.assertHeld(data);
    server = await start(data, env, { setup: false });
    await book.sendUnanswered(server);
    await wholeIndex(server, 'acme');
    assert.equal(await server.stop(), 0, server.log());
    server = null;
    await checkAll(data);
    await book.assertHeld(data);
  });
});
