import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { runProgram } from '../packages/cli/program.ts';
import { call, find, login, post } from './api.ts';
import { DamagedDirectory, until } from './damaged-directory.ts';
import { ServerEnded, start, type Running } from './server.ts';

interface Damage {
  /** Path inside the data directory of what is told first; `ORG` stands for the organisation. */
  file: string;
  /**
   * refused: the start finds it, the organisation takes no events. found: the verifier finds it while the server runs.
   * harmless: nothing is lost, the server goes on from what is signed.
   */
  start: 'refused' | 'found' | 'harmless';
  damage(on: DamagedDirectory, organisation: string, name: string): void;
}

const journal = 'journal/journal.db';
const bodies = 'segments/ORG/bodies/000000000000.0.zst';
const list = 'segments/ORG/list.jsonl';
const row = (on: DamagedDirectory, id: string, sql: string) =>
  on.journal((db) => assert.ok(db.prepare(sql.replace('ORG', `(SELECT n FROM organisations WHERE uuid = '${id}')`)).run().changes));
const text = (on: DamagedDirectory, id: string, change: (text: string) => string) => on.replace(`segments/${id}/list.jsonl`, change);

const damages: Record<string, Damage> = {
  'a flipped byte in a bodies file': { file: bodies, start: 'found', damage: (on, id) => on.flip(at(bodies, id), 500) },
  'a bodies file cut off': { file: bodies, start: 'found', damage: (on, id) => on.cut(at(bodies, id), 10) },
  'a bodies file that is gone': { file: bodies, start: 'found', damage: (on, id) => on.delete(at(bodies, id)) },
  'two bodies files swapped in an organisation': {
    file: bodies,
    start: 'found',
    damage: (on, id, name) => on.swap(at(bodies, id), `segments/${id}/${on.segments(name)[1]!.file}`),
  },
  'two bodies files swapped between organisations': {
    file: bodies,
    start: 'found',
    damage: (on, id) => on.swap(at(bodies, id), at(bodies, on.id('the other organisation of the bodies'))),
  },
  'the other organisation of the bodies': { file: bodies, start: 'found', damage: () => undefined },
  'a flipped byte in a leaf tile': {
    file: 'segments/ORG/tile/0/000',
    start: 'found',
    damage: (on, id) => on.flip(`segments/${id}/tile/0/000`, 99),
  },
  'a leaf tile cut off': { file: 'segments/ORG/tile/0/001', start: 'found', damage: (on, id) => on.cut(`segments/${id}/tile/0/001`, 1) },
  'a leaf tile that is gone': {
    file: 'segments/ORG/tile/0/000',
    start: 'found',
    damage: (on, id) => on.delete(`segments/${id}/tile/0/000`),
  },
  'a flipped byte in the last leaf tile': {
    file: 'segments/ORG/tile/0/002.p/',
    start: 'refused',
    damage: (on, id, name) => on.flip(`segments/${id}/tile/0/002.p/${sealed(on, name) - 512}`, 40),
  },
  'a flipped byte in an upper tile': {
    file: 'segments/ORG/tile/1/000.p/2',
    start: 'refused',
    damage: (on, id) => on.flip(`segments/${id}/tile/1/000.p/2`, 40),
  },
  'an upper tile that is gone': {
    file: 'segments/ORG/tile/1/000.p/2',
    start: 'refused',
    damage: (on, id) => on.delete(`segments/${id}/tile/1/000.p/2`),
  },
  'a flipped byte in the form of the list': { file: list, start: 'refused', damage: (on, id) => on.flip(at(list, id), 2) },
  'a changed hash in the list': {
    file: list,
    start: 'found',
    damage: (on, id, name) => text(on, id, (lines) => lines.replace(on.segments(name)[0]!.sha256, 'ab'.repeat(32))),
  },
  'a changed root of the last segment in the list': {
    file: list,
    start: 'refused',
    damage: (on, id) => text(on, id, (lines) => otherRoot(lines, 1)),
  },
  'a changed root of an older segment in the list': {
    file: list,
    start: 'found',
    damage: (on, id) => text(on, id, (lines) => otherRoot(lines, 0)),
  },
  'a list cut off in its last line': { file: list, start: 'refused', damage: (on, id) => on.cut(at(list, id), 5) },
  'a list that is gone': { file: list, start: 'refused', damage: (on, id) => on.delete(at(list, id)) },
  'the list of another organisation': {
    file: 'segments/ORG/',
    start: 'refused',
    damage: (on, id) => on.swap(at(list, id), at(list, on.id('the other organisation of the list'))),
  },
  'the other organisation of the list': { file: 'segments/ORG/', start: 'refused', damage: () => undefined },
  'a flipped byte in the published checkpoint': {
    file: 'segments/ORG/checkpoint',
    start: 'harmless',
    damage: (on, id) => on.flip(`segments/${id}/checkpoint`, -20),
  },
  'a published checkpoint that is gone': {
    file: 'segments/ORG/checkpoint',
    start: 'harmless',
    damage: (on, id) => on.delete(`segments/${id}/checkpoint`),
  },
  'a flipped byte in the signed state': { file: 'signed/ORG', start: 'refused', damage: (on, id) => on.flip(`signed/${id}`, -20) },
  'a signed state cut off': { file: 'signed/ORG', start: 'refused', damage: (on, id) => on.cut(`signed/${id}`, 9) },
  'a signed state that is gone': { file: 'signed/ORG', start: 'refused', damage: (on, id) => on.delete(`signed/${id}`) },
  'an old signed state': { file: 'signed/ORG', start: 'refused', damage: (on, id) => on.putBack(`signed/${id}`) },
  'the signed state of another organisation': {
    file: 'signed/ORG',
    start: 'refused',
    damage: (on, id) => on.swap(`signed/${id}`, `signed/${on.id('the other organisation of the signed state')}`),
  },
  'the other organisation of the signed state': { file: 'signed/ORG', start: 'refused', damage: () => undefined },
  'a flipped byte in the key': { file: 'keys/ORG.seed', start: 'refused', damage: (on, id) => on.flip(`keys/${id}.seed`, 7) },
  'a key cut off': { file: 'keys/ORG.seed', start: 'refused', damage: (on, id) => on.cut(`keys/${id}.seed`, 1) },
  'a key that is gone': { file: 'keys/ORG.seed', start: 'refused', damage: (on, id) => on.delete(`keys/${id}.seed`) },
  'a changed event in the journal': {
    file: journal,
    start: 'found',
    damage: (on, id) =>
      row(on, id, "UPDATE batches SET plaintext = CAST(replace(CAST(plaintext AS TEXT), 'eve@', 'eva@') AS BLOB) WHERE n = ORG"),
  },
  'a changed leaf in the journal': {
    file: journal,
    start: 'refused',
    damage: (on, id) => row(on, id, 'UPDATE batches SET leaves = zeroblob(length(leaves)) WHERE n = ORG'),
  },
  'events that are gone from the journal': {
    file: list,
    start: 'refused',
    damage: (on, id) => row(on, id, 'DELETE FROM batches WHERE n = ORG'),
  },
  'a remembered id that is gone': {
    file: journal,
    start: 'found',
    damage: (on, id) => row(on, id, 'DELETE FROM ids WHERE n = ORG AND sequence = 7'),
  },
  'a changed size in the head': {
    file: journal,
    start: 'refused',
    damage: (on, id) => row(on, id, 'UPDATE heads SET size = size + 2 WHERE n = ORG'),
  },
  'a changed root in the head': {
    file: journal,
    start: 'refused',
    damage: (on, id) => row(on, id, 'UPDATE heads SET root = zeroblob(32) WHERE n = ORG'),
  },
  'a changed frontier in the head': {
    file: journal,
    start: 'refused',
    damage: (on, id) => row(on, id, 'UPDATE heads SET frontier = zeroblob(length(frontier)) WHERE n = ORG'),
  },
  'old segments': { file: list, start: 'refused', damage: (on, id) => on.putBack(`segments/${id}`) },
  'an old journal': { file: journal, start: 'refused', damage: (on, id) => oldJournal(on, id) },
  'an old state of everything, laid over newer files': {
    file: 'segments/ORG/bodies/00000000030',
    start: 'refused',
    damage: (on, id) => {
      oldJournal(on, id);
      on.putBack(`signed/${id}`);
      for (const name of ['list.jsonl', 'checkpoint', 'tile']) on.putBack(`segments/${id}/${name}`);
    },
  },
};

const at = (file: string, id: string): string => file.replace('ORG', id);
const sealed = (on: DamagedDirectory, name: string): number => on.segments(name).reduce((sum, { count }) => sum + count, 0);

function otherRoot(lines: string, line: number): string {
  const found = lines.split('\n');
  found[line] = found[line]!.replace(/"root":"(.)/, (_, first: string) => `"root":"${first === 'A' ? 'B' : 'A'}`);
  return found.join('\n');
}

/** Head, batches and ids of one organisation as they were after the first segment. */
function oldJournal(on: DamagedDirectory, id: string): void {
  on.journal((db) => {
    const { n } = db.prepare('SELECT n FROM organisations WHERE uuid = ?').get(id) as { n: number };
    db.prepare('ATTACH ? AS early').run(`${on.early}/${journal}`);
    db.exec(`DELETE FROM batches WHERE n = ${n}; INSERT INTO batches SELECT * FROM early.batches WHERE n = ${n};`);
    db.exec(`DELETE FROM ids WHERE n = ${n}; INSERT INTO ids SELECT * FROM early.ids WHERE n = ${n};`);
    db.exec(`DELETE FROM heads WHERE n = ${n}; INSERT INTO heads SELECT * FROM early.heads WHERE n = ${n};`);
    db.exec('DETACH early');
  });
}

const whole = 'Whole';

describe('damage of one organisation', () => {
  let made: DamagedDirectory;
  let damaged: DamagedDirectory;
  let server: Running | null = null;
  before(async () => {
    made = await DamagedDirectory.make([whole, ...Object.keys(damages)]);
    damaged = made.copy();
    for (const [name, { damage }] of Object.entries(damages)) damage(damaged, damaged.id(name), name);
  });
  after(async () => {
    await server?.kill();
    made.remove();
    damaged.remove();
  });

  it('was not there before: doctor finds the directory whole', async () => {
    const copy = made.copy();
    try {
      assert.deepEqual((await doctor(copy.data)).findings, []);
    } finally {
      copy.remove();
    }
  });

  it('is named by annals doctor, first of all what was damaged, each with a way on', async () => {
    const { ok, findings } = await doctor(damaged.data);
    assert.equal(ok, false);
    for (const [name, { file, start: outcome }] of Object.entries(damages)) {
      const id = damaged.id(name);
      const [first] = findings.filter(({ organisation }) => organisation === id);
      assert.ok(first, name);
      assert.ok(first.file.startsWith(at(file, id)), `${name}: ${JSON.stringify(first)}`);
      assert.equal(first.severity, outcome === 'harmless' ? 'warning' : 'error', name);
      assert.ok(first.wayOn.length > 20 && !first.what.includes('\n'), name);
    }
    assert.deepEqual(
      findings.filter(({ organisation }) => organisation === damaged.id(whole)),
      [],
    );
  });

  it('of tiles alone is mended by annals tiles rebuild, on purpose; where events are in doubt it writes nothing', async () => {
    const copy = made.copy();
    try {
      const tiles = [
        'a leaf tile that is gone',
        'a flipped byte in a leaf tile',
        'a flipped byte in the last leaf tile',
        'an upper tile that is gone',
      ];
      const doubtful = 'a flipped byte in a bodies file';
      for (const name of [...tiles, doubtful]) damages[name]!.damage(copy, copy.id(name), name);
      copy.delete(`segments/${copy.id(doubtful)}/tile/0/000`);
      assert.equal((await doctor(copy.data)).ok, false);
      const said = await run(['tiles', 'rebuild', '--data', copy.data]);
      assert.deepEqual(
        said.filter((line) => line.includes('made anew')).map((line) => line.split(':')[0]),
        tiles.map((name) => copy.id(name)).sort(),
      );
      assert.ok(said.some((line) => line.includes(copy.id(doubtful)) && line.includes('not rebuilt')));
      const { findings } = await doctor(copy.data);
      assert.deepEqual([...new Set(findings.map(({ organisation }) => organisation))], [copy.id(doubtful)]);
    } finally {
      copy.remove();
    }
  });

  it('is named by the server, which takes events of the others', { timeout: 120_000 }, async () => {
    server = await start(damaged.data, {}, { setup: false });
    const { log } = server;
    for (const [name, { file, start: outcome }] of Object.entries(damages)) {
      const id = damaged.id(name);
      const told = () => lines(log()).find((line) => line['organisation'] === id && line['level'] === 'error');
      if (outcome !== 'harmless') await until(() => told() !== undefined, name);
      // What only reading the journal shows is found by the sealer or verifier a moment after the start.
      const answer = await post(server, login(), { organisation: id });
      if (outcome === 'refused') {
        assert.equal(answer.status, 503, `${name}: ${answer.text}`);
        assert.equal(answer.json.code, 'ledger_rolled_back');
        assert.ok(
          namesOf(file, id).some((part) => answer.json.detail.includes(part)),
          `${name}: ${answer.json.detail}`,
        );
        assert.equal(answer.json.detail, told()?.['reason'], name);
      } else {
        assert.equal(answer.status, 201, `${name}: ${answer.text}`);
        if (outcome === 'found') assert.ok(String(told()?.['file']).startsWith(at(file, id)), `${name}: ${JSON.stringify(told())}`);
      }
    }
    const found = Object.values(damages).filter(({ start: outcome }) => outcome === 'found').length;
    const answer = await post(server, login(), { organisation: damaged.id(whole) });
    assert.equal(answer.status, 201);
    const { sequence } = answer.json.receipts[0]!;
    const shown = await find(server, { organisation: damaged.id(whole), wait_for: sequence, limit: 5 });
    assert.equal(shown.status, 200, shown.text);
    assert.ok(shown.json.events.some((event) => event.sequence === sequence));
    const ready = await call<{ status: string; reasons: { part: string; detail: string }[] }>(server, '/readyz', { key: null });
    assert.equal(ready.json.status, 'degraded');
    const reasons = ready.json.reasons.filter(({ part }) => part === 'ledger').map(({ detail }) => detail);
    assert.ok(
      reasons.some((detail) => detail.includes('take no events')) && reasons.some((detail) => /damaged in \d+ places/.test(detail)),
    );
    const running = server;
    const question = { organisation: damaged.id('a changed hash in the list'), q: 'event:annals.ledger.damage' };
    await until(async () => (await find(running, question)).json.events.length === 1, 'the event of the damage');
    assert.deepEqual(
      lines(log()).filter(({ message }) => String(message).includes('damage could not be recorded')),
      [],
    );
    assert.ok(found > 10);
  });

  it('is remembered over a restart, told once, and forgotten when it was mended', { timeout: 120_000 }, async () => {
    const name = 'a bodies file that is gone';
    assert.ok(server);
    await server.stop();
    const file = at(bodies, damaged.id(name));
    cpSync(made.path(file), damaged.path(file));
    server = await start(damaged.data, {}, { setup: false });
    const { log } = server;
    await until(
      () => lines(log()).some((line) => line['organisation'] === damaged.id(name) && String(line['message']).includes('whole again')),
      name,
    );
    assert.equal(
      lines(log()).filter((line) => String(line['message']).includes('stored ledger is damaged')).length,
      0,
      'told before the restart',
    );
  });
});

describe('damage of what all organisations share', () => {
  let made: DamagedDirectory;
  before(async () => {
    made = await DamagedDirectory.make([whole]);
  });
  after(() => made.remove());

  const shared: Record<string, { file: string; damage(on: DamagedDirectory): void }> = {
    'a damaged head of control.db': { file: 'control.db', damage: (on) => on.flip('control.db', 3) },
    'a damaged page of control.db': { file: 'control.db', damage: (on) => overwrite(on, 'control.db', 4096 * 3, 4096) },
    'a control.db cut off': { file: 'control.db', damage: (on) => on.cut('control.db', 4096 * 3) },
    'a control.db that is gone': { file: 'control.db', damage: (on) => on.delete('control.db') },
    'a damaged head of the journal': { file: journal, damage: (on) => on.flip(journal, 3) },
    'a damaged page of the journal': { file: journal, damage: (on) => overwrite(on, journal, 8192, 8192 * 6) },
    'a journal cut off': { file: journal, damage: (on) => on.cut(journal, 8192 * 2) },
    'an empty journal': { file: journal, damage: (on) => writeFileSync(on.path(journal), '') },
    'a journal that is gone': { file: journal, damage: (on) => on.delete(journal) },
  };

  for (const [name, { file, damage }] of Object.entries(shared))
    it(`${name} is named in one line, by doctor and by a server that does not start`, async () => {
      const copy = made.copy();
      try {
        damage(copy);
        const { ok, findings } = await doctor(copy.data);
        assert.equal(ok, false);
        assert.equal(findings[0]?.file, file, JSON.stringify(findings[0]));
        const ended = await start(copy.data, {}, { setup: false }).catch((error: unknown) => error);
        assert.ok(ended instanceof ServerEnded, 'the server started');
        assert.equal(ended.code, 1);
        const said = ended.log.trim().split('\n');
        assert.equal(said.length, 1, ended.log);
        assert.ok(said[0]!.includes(`${copy.data}/${file}`) && /backup/.test(said[0]!), ended.log);
      } finally {
        copy.remove();
      }
    });
});

function overwrite(on: DamagedDirectory, file: string, from: number, count: number): void {
  const bytes = readFileSync(on.path(file));
  bytes.fill(0x5a, from, from + count);
  writeFileSync(on.path(file), bytes);
}

/** What a refusal names: the file itself, or the folder of tiles where only the whole of them can be told wrong. */
function namesOf(file: string, id: string): string[] {
  const path = at(file, id);
  return path.includes('/tile/') ? [path, `segments/${id}/tile`] : [path];
}

interface Told {
  severity: string;
  organisation: string | null;
  file: string;
  what: string;
  wayOn: string;
}

async function doctor(data: string): Promise<{ ok: boolean; findings: Told[] }> {
  return JSON.parse((await run(['doctor', '--json', '--data', data])).join('\n')) as { ok: boolean; findings: Told[] };
}

async function run(args: readonly string[]): Promise<string[]> {
  const said: string[] = [];
  const terminal = {
    env: {},
    stdin: process.stdin,
    out: (line: string) => void said.push(line),
    err: (line: string) => void said.push(line),
    write: () => Promise.resolve(),
    onInterrupt: () => () => undefined,
  };
  await runProgram(args, terminal);
  return said;
}

function lines(log: string): Record<string, unknown>[] {
  return log
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
