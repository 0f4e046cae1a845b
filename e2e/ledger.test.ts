import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Checkpoint, fromBase64, GrowingTree, leafHash, openCheckpoint, tilePath, tilesOf } from '../packages/ledger/index.ts';
import { checkAll } from './check-all.ts';
import { removeData, setupKey, start, temporaryData } from './server.ts';

test(
  'a stranger with a key recomputes the tree from entries and tiles, and it is what was signed; a write key sees nothing',
  { timeout: 120_000 },
  async (t) => {
    const data = temporaryData('annals-ledger-');
    t.after(() => removeData(data));
    const running = await start(data, { ANNALS_SEGMENT_BYTES: '64KiB' });
    t.after(() => running.kill());
    const call = (path: string, init: RequestInit = {}, key = setupKey) =>
      fetch(`${running.url}${path}`, {
        ...init,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...init.headers },
      });
    const at = 'organisation=acme';
    const events = Array.from({ length: 700 }, (_, i) => ({
      event: 'tag.create',
      actor: { type: 'user', name: `Dana Short ${i}` },
      targets: [{ type: 'tag', id: `${i}` }],
    }));
    assert.equal((await call(`/v1/events?${at}`, { method: 'POST', body: JSON.stringify(events) })).status, 201);

    const vkey = (await (await call(`/v1/ledger/key?${at}`)).text()).trimEnd();
    let checkpoint: Checkpoint = { origin: '', size: 0, root: new Uint8Array() };
    for (let tries = 0; checkpoint.size < 700 && tries < 50; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      const note = await call(`/v1/ledger/checkpoint?${at}`);
      if (note.status === 200) checkpoint = openCheckpoint(await note.text(), vkey);
    }
    const { size } = checkpoint;
    assert.ok(size >= 700, 'under a checkpoint within seconds');

    const tree = new GrowingTree();
    const levels: Uint8Array[][] = [];
    while (tree.size < size) {
      const { entries } = (await (
        await call(`/v1/ledger/entries?${at}&from=${tree.size}&to=${Math.min(size, tree.size + 300)}`)
      ).json()) as { entries: { sequence: number; entry: string }[] };
      for (const { sequence, entry } of entries) {
        assert.equal(sequence, tree.size);
        assert.doesNotMatch(Buffer.from(entry, 'base64').toString(), /Dana Short/);
        tree.append(leafHash(fromBase64(entry)), (level, _index, hash) => {
          if (level % 8 === 0) (levels[level / 8] ??= []).push(hash);
        });
      }
    }
    assert.deepEqual(tree.root(), checkpoint.root);
    for (const tile of tilesOf(size)) {
      const bytes = Buffer.from(await (await call(`/v1/ledger/tile?${at}&path=${tilePath(tile)}`)).arrayBuffer());
      assert.ok(bytes.equals(Buffer.concat(levels[tile.level]!.slice(tile.index * 256, tile.index * 256 + tile.width))), tilePath(tile));
    }
    for (const [path, status] of [
      ['tile/0/999', 404],
      ['tile/0/../x', 400],
      ['tile/5/000', 404],
      ['tile/0/000.p/300', 400],
    ] as const) {
      assert.equal((await call(`/v1/ledger/tile?${at}&path=${encodeURIComponent(path)}`)).status, status, path);
    }
    assert.equal((await call(`/v1/ledger/entries?${at}&from=0&to=2000`)).status, 400);

    const made = (await (
      await call('/v1/keys', { method: 'POST', body: JSON.stringify({ name: 'writer', organisation: 'acme', scopes: ['events:write'] }) })
    ).json()) as { token: string };
    for (const path of ['checkpoint?', 'key?', 'tile?path=tile/0/000&', 'entries?from=0&to=1&', 'inclusion?sequence=0&'])
      assert.equal((await call(`/v1/ledger/${path}${at}`, {}, made.token)).status, 403, path);
    for (const path of ['checkpoint?', 'entries?from=0&to=1&', 'inclusion?sequence=0&'])
      assert.equal((await call(`/v1/ledger/${path}organisation=annals`, {}, made.token)).status, 404, path);

    await running.stop();
    await checkAll(data);
  },
);
