import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { login, post } from './api.ts';
import { checkAll } from './check-all.ts';
import { type Call, madeAt, namedAt, startTraced, syncedAfter } from './durable-trace.ts';
import { removeData, temporaryData } from './server.ts';

const missing = spawnSync('strace', ['-V']).status !== 0;
const skip = missing && !process.env['CI'] ? 'strace is not installed' : false;

describe('what a power loss would spare, by the system calls of a server from its first start on', () => {
  it('syncs every name in its directory, and each kind of file before what refers to it', { skip, timeout: 240_000 }, async () => {
    const above = temporaryData('annals-order-');
    const data = join(above, 'data');
    try {
      const server = await startTraced(data, join(above, 'calls'), { ANNALS_SEGMENT_BYTES: '16KiB' });
      // Enough for a closed segment, then until it is there.
      for (let i = 0; i < 4; i++) assert.equal((await post(server, Array.from({ length: 100 }, login))).status, 201);
      const deadline = Date.now() + 60_000;
      const lists = () => files(data).filter((path) => path.endsWith('/list.jsonl'));
      while (lists().length === 0 && Date.now() < deadline) await new Promise((later) => setTimeout(later, 100));
      const calls = await server.stop();

      const answered = calls.find(({ text }) => text.includes('HTTP/1.1 201'));
      assert.ok(answered, 'the answer is in the trace');
      const seeds = readdirSync(join(data, 'keys')).map((name) => join(data, 'keys', name));
      assert.ok(seeds.length >= 2);
      for (const path of [
        data,
        ...['journal', 'segments', 'keys', 'signed', 'control.db', 'journal/journal.db', 'journal/journal.db-wal'].map((part) =>
          join(data, part),
        ),
        ...seeds,
      ])
        assert.ok(namedAt(calls, path) < answered.from, `${path} is durable by name before the first answer`);
      for (const seed of seeds)
        assert.ok(syncedAfter(calls, `${seed}.0.tmp`, 0)!.to < madeAt(calls, seed)[0]!.from, 'a key is synced before it has its name');

      // A published checkpoint is a copy, compared with the signed state at each start as long as the journal holds events.
      for (const path of files(data).filter((one) => /\/(journal|segments|keys|signed)\//.test(one) && !/-shm$|\/checkpoint$/.test(one)))
        assert.ok(namedAt(calls, path) < Infinity, `${path} is durable by name in the end`);
      for (const signed of files(join(data, 'signed'))) {
        const published = signed.replace('/signed/', '/segments/') + '/checkpoint';
        const [signings, publications] = [madeAt(calls, signed), madeAt(calls, published)];
        assert.ok(signings.length > 0 && signings.length === publications.length);
        for (const [index, signing] of signings.entries()) {
          assert.ok(synced(calls, `${signed}.tmp`, signing), 'bytes before the name');
          assert.ok(
            syncedAfter(calls, dirname(signed), signing.to)!.to < publications[index]!.from,
            'signed state before the published checkpoint',
          );
        }
      }
      assert.ok(lists().length > 0, 'a segment was closed');
      for (const list of lists()) {
        const line =
          calls.find(({ name, paths }) => name.endsWith('write') && paths[0] === list) ??
          calls.find(({ name, paths }) => name === 'write' && paths[0] === list)!;
        const folder = dirname(list);
        const first = files(folder).filter(
          (path) => /\/(bodies|tile)\//.test(path) && (madeAt(calls, path)[0]?.to ?? Infinity) < line.from,
        );
        assert.ok(first.some((path) => path.includes('/bodies/')) && first.some((path) => path.includes('/tile/')));
        for (const path of first) {
          const made = madeAt(calls, path)[0]!;
          assert.ok(syncedAfter(calls, path, made.to)!.to < line.from, `${path} is synced before the list names it`);
          for (let name = path; name !== data; name = dirname(name))
            assert.ok(namedAt(calls, name) < line.from, `${name} is durable by name before that`);
        }
        const listed = syncedAfter(calls, list, line.to);
        assert.ok(listed && syncedAfter(calls, folder, listed.to), 'then line and folder are synced');
      }
      await checkAll(data);
    } finally {
      removeData(above);
    }
  });
});

/** The bytes under the temporary name were synced before the file got its own. */
function synced(calls: readonly Call[], temporary: string, renaming: Call): boolean {
  const written = calls.findLast(({ name, paths, to }) => name === 'write' && paths[0] === temporary && to < renaming.from);
  const sync = written && syncedAfter(calls, temporary, written.to);
  return sync !== undefined && sync.to < renaming.from;
}

function files(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
