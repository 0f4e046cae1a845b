import assert from 'node:assert/strict';
import { randomInt, randomUUID } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { annals } from './annals.ts';
import { call, find, login, post, type ReceiptJson } from './api.ts';
import { checkAll } from './check-all.ts';
import { until } from './damaged-directory.ts';
import { removeData, ServerEnded, start, temporaryData, type Running } from './server.ts';

interface Sent {
  event: { id: string };
  receipt: ReceiptJson;
}

const organisations = ['acme', 'second', 'third'];
const sealing = { ANNALS_SEGMENT_BYTES: '16KiB' };

/** Records without pause until it is told to stop; `sent` grows with each acknowledged event. */
async function write(server: Running, organisation: string, sent: Sent[], stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    const events = Array.from({ length: randomInt(1, 40) }, () => ({ ...login(), id: randomUUID() }));
    const answer = await post(server, events, { organisation });
    assert.equal(answer.status, 201, answer.text);
    answer.json.receipts.forEach((receipt, i) => sent.push({ event: events[i]!, receipt }));
    await sleep(5);
  }
}

describe('a backup of a running server', () => {
  const data = temporaryData('annals-backup-data-');
  const home = temporaryData('annals-backups-');
  const restored = join(home, 'restored');
  let server: Running;
  let acknowledged: Sent[] = [];
  let events = 0;
  before(async () => {
    server = await start(data, sealing);
    for (const name of organisations.slice(1)) await call(server, '/v1/organisations', { body: { name } });
  });
  after(async () => {
    await server.kill();
    removeData(data);
    removeData(home);
  });

  it('is one moment, whatever is recorded, signed, sealed and trimmed meanwhile', { timeout: 240_000 }, async () => {
    const sent: Sent[] = [];
    const stop = new AbortController();
    const load = organisations.flatMap((organisation) => [0, 1].map(() => write(server, organisation, sent, stop.signal)));
    try {
      const closed = () =>
        readdirSync(join(data, 'segments')).reduce((sum, name) => sum + lines(join(data, 'segments', name, 'list.jsonl')), 0);
      await until(() => closed() >= organisations.length, 'sealing');
      for (let round = 0; round < 3; round++) {
        const [before, closedBefore] = [[...sent], closed()];
        const taken = await annals(['backup', join(home, `backup-${round}`), '--json', '--data', data]);
        assert.equal(taken.code, 0, taken.err);
        assert.match(taken.err, /signing keys/);
        const summary = JSON.parse(taken.out) as { events: number; damaged: string[] };
        assert.deepEqual(summary.damaged, []);
        assert.ok(summary.events >= before.length);
        acknowledged = before;
        await until(() => closed() > closedBefore, 'more sealing');
      }
    } finally {
      stop.abort();
      await Promise.all(load);
    }
    assert.ok(sent.length > acknowledged.length);
    // Each is whole by itself: restoring checks every event, file, tree and signature.
    for (let round = 0; round < 3; round++) {
      const target = round === 2 ? restored : join(home, `restored-${round}`);
      const done = await annals(['restore', join(home, `backup-${round}`), '--json', '--data', target]);
      assert.equal(done.code, 0, done.err);
      const manifest = JSON.parse(done.out) as { organisations: { size: number }[] };
      events = manifest.organisations.reduce((sum, { size }) => sum + size, 0);
    }
  });

  it('is for its owner alone, and is an event', async () => {
    const backup = join(home, 'backup-2');
    for (const name of ['', 'keys', 'journal']) assert.equal(statSync(join(backup, name)).mode & 0o777, 0o700, name);
    for (const name of ['control.db', 'journal/journal.db', 'manifest.json', `keys/${readdirSync(join(backup, 'keys'))[0]}`])
      assert.equal(statSync(join(backup, name)).mode & 0o777, 0o600, name);
    assert.ok(!existsSync(join(backup, 'index')));
    await until(
      async () => (await find(server, { organisation: 'annals', q: 'event:annals.backup' })).json.events.length === 3,
      'the events',
    );
    const again = await annals(['backup', backup, '--data', data]);
    assert.notEqual(again.code, 0);
    assert.match(again.err, /not empty/);
    const inside = await annals(['backup', join(data, 'backup'), '--data', data]);
    assert.match(inside.err, /lies in the data directory/);
    assert.ok(!existsSync(join(data, 'backup')));
  });

  it('gives back every event acknowledged before it began, with its receipt; the index is made anew', { timeout: 120_000 }, async () => {
    const other = await start(restored, sealing, { setup: false });
    try {
      assert.equal(new Set(acknowledged.map(({ receipt }) => receipt.organisation)).size, organisations.length);
      for (let at = 0; at < acknowledged.length; at += 1000) {
        const page = acknowledged.slice(at, at + 1000);
        const answer = await post(
          other,
          page.map(({ event, receipt }) => ({ ...event, organisation: receipt.organisation })),
          { organisation: '' },
        );
        assert.equal(answer.status, 200, answer.text.slice(0, 500));
        answer.json.receipts.forEach((receipt, i) =>
          assert.deepEqual({ ...receipt, index: 0, status: '' }, { ...page[i]!.receipt, index: 0, status: '' }),
        );
      }
      const total = async () => {
        const found = await Promise.all(
          ['annals', ...organisations].map((organisation) =>
            find(other, { organisation, q: '-event:annals.restore -event:annals.view', total: 'exact' }),
          ),
        );
        return found.reduce((sum, { json }) => sum + (json.total?.value ?? 0), 0);
      };
      await until(async () => (await total()) >= events, 'the index');
      for (const organisation of ['annals', ...organisations]) {
        const told = await find(other, { organisation, q: 'event:annals.restore' });
        assert.equal(told.json.events.length, organisation === 'annals' ? 2 : 1, organisation);
        assert.ok(told.json.events[0]?.extra?.['backup_taken_at']);
      }
    } finally {
      await other.stop();
    }
    await checkAll(restored);
  });

  it(
    'beside the signed state of the lost directory refuses the events it would sign a second history with',
    { timeout: 120_000 },
    async () => {
      const older = join(home, 'restored-0');
      cpSync(join(data, 'signed'), join(older, 'signed'), { recursive: true });
      const other = await start(older, sealing, { setup: false });
      try {
        const refused = await post(other, login());
        assert.equal(refused.status, 503, refused.text);
        assert.match(refused.json.detail, /journal\/journal\.db holds \d+ events, but \d+ were signed/);
      } finally {
        await other.kill();
      }
    },
  );

  it('is refused when it is incomplete or damaged, and only a directory of its own is restored into', async () => {
    const backup = join(home, 'backup-0');
    const target = join(home, 'never');
    const used = await annals(['restore', backup, '--data', restored]);
    assert.equal(used.code, 2);
    assert.match(used.err, /is not empty/);
    const bodies = join(backup, 'segments');
    const folder = readdirSync(bodies).find((name) => existsSync(join(bodies, name, 'bodies')))!;
    const file = join(bodies, folder, 'bodies', readdirSync(join(bodies, folder, 'bodies'))[0]!);
    const bytes = readFileSync(file);
    bytes[100]! ^= 1;
    writeFileSync(file, bytes);
    const damaged = await annals(['restore', backup, '--data', target]);
    assert.equal(damaged.code, 1);
    assert.ok(damaged.err.includes(`${file} is damaged`), damaged.err);
    rmSync(file);
    const missing = await annals(['restore', backup, '--data', target]);
    assert.ok(missing.err.includes(`${file} is missing`), missing.err);
    rmSync(join(backup, 'manifest.json'));
    const incomplete = await annals(['restore', backup, '--data', target]);
    assert.equal(incomplete.code, 1);
    assert.match(incomplete.err, /no complete backup.*manifest\.json/);
    assert.ok(!existsSync(join(target, 'control.db')));
  });
});

describe('a backup of a stopped server', () => {
  it('is taken directly, also after a crash, and the next start records it', { timeout: 120_000 }, async () => {
    const data = temporaryData('annals-backup-stopped-');
    const home = temporaryData('annals-backups-');
    let server = await start(data, sealing);
    try {
      const receipts = (await post(server, Array.from({ length: 300 }, login))).json.receipts;
      await server.kill();
      const taken = await annals(['backup', join(home, 'b'), '--data', data]);
      assert.equal(taken.code, 0, taken.err);
      const done = await annals(['restore', join(home, 'b'), '--data', join(home, 'data')]);
      assert.equal(done.code, 0, done.err);
      server = await start(data, sealing, { setup: false });
      await until(
        async () => (await find(server, { organisation: 'annals', q: 'event:annals.backup' })).json.events.length === 1,
        'the event',
      );
      await server.stop();
      server = await start(join(home, 'data'), sealing, { setup: false });
      const next = await post(server, login());
      assert.ok(next.json.receipts[0]!.sequence >= receipts.at(-1)!.sequence + 1);
    } finally {
      await server.kill();
      removeData(data);
      removeData(home);
    }
  });
});

describe('a copy of a directory', () => {
  const home = temporaryData('annals-copy-');
  const data = join(home, 'data');
  let server: Running;
  before(async () => {
    server = await start(data);
    await post(server, [login(), login()]);
  });
  after(async () => {
    await server.kill();
    removeData(home);
  });

  async function refusal(directory: string): Promise<string> {
    const ended = await start(directory, {}, { setup: false }).catch((error: unknown) => error);
    assert.ok(ended instanceof ServerEnded, 'the server started');
    assert.equal(ended.code, 1);
    assert.equal(ended.log.trim().split('\n').length, 1, ended.log);
    return ended.log;
  }

  it('that was in use is not started on before somebody took it on purpose', { timeout: 120_000 }, async () => {
    const copy = join(home, 'copy');
    cpSync(data, copy, {
      recursive: true,
      preserveTimestamps: true,
      filter: (source) => !source.endsWith('.sock') && !source.includes('/index'),
    });
    const said = await refusal(copy);
    assert.ok(said.includes(`${copy} is a copy of a directory that was in use`) && said.includes('annals adopt'), said);
    const looked = await annals(['doctor', '--data', copy]);
    assert.equal(looked.code, 0, looked.out);
    assert.match(looked.out, /warning: in-use: .*annals adopt/);
    const adopted = await annals(['adopt', '--data', copy]);
    assert.equal(adopted.code, 0, adopted.err);
    const other = await start(copy, {}, { setup: false });
    try {
      assert.equal((await post(other, login())).status, 201);
      await until(
        async () => (await find(other, { organisation: 'annals', q: 'event:annals.adopt' })).json.events.length === 1,
        'the event',
      );
    } finally {
      await other.stop();
    }
  });

  it('that is torn is not adopted', async () => {
    const copy = join(home, 'torn');
    cpSync(data, copy, { recursive: true, filter: (source) => !source.endsWith('.sock') && !source.includes('/index') });
    for (const name of readdirSync(join(copy, 'signed'))) writeFileSync(join(copy, 'signed', name), '');
    const adopted = await annals(['adopt', '--data', copy]);
    assert.equal(adopted.code, 1);
    assert.match(adopted.err, /torn: .*signed\//);
    await refusal(copy);
  });

  it('is not what a crash leaves: the same directory starts again, also under another name', { timeout: 120_000 }, async () => {
    await server.kill();
    assert.ok(existsSync(join(data, 'in-use')));
    server = await start(data, {}, { setup: false });
    await server.kill();
    const moved = join(home, 'moved');
    renameSync(data, moved);
    server = await start(moved, {}, { setup: false });
    await sleep(100);
    assert.equal(await server.stop(), 0);
    assert.ok(!existsSync(join(moved, 'in-use')));
    const copy = join(home, 'of-stopped');
    cpSync(moved, copy, { recursive: true });
    server = await start(copy, {}, { setup: false });
    assert.equal((await post(server, login())).status, 201);
  });
});

const lines = (file: string): number => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0);
