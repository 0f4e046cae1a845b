import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { promisify } from 'node:util';
import {
  base64,
  concat,
  consistencyProof,
  entryBytes,
  eraseGroups,
  GrowingTree,
  inclusionProof,
  leafHash,
} from '../../packages/ledger/index.ts';
import { sweep } from '../../packages/server/background/testing.ts';
import { readList } from '../../packages/server/segments/list.ts';
import { readKey } from '../../packages/server/segments/keys.ts';
import { installation, TestDirectory } from '../../packages/server/sealer/testing.ts';
import { checkpointPath } from '../../packages/server/segments/paths.ts';
import { openLedger } from '../../packages/server/segments/stitch.ts';
import { needs } from './needs.ts';

/** Programs of other origin check what Annals wrote: Debian's Go packages, and a Python program written from docs/files.md. */

const go = '/usr/lib/go-1.19/bin/go';
const goNote = '/usr/share/gocode/src/golang.org/x/mod/sumdb/note/note.go';
const python = '/usr/bin/python3';
const here = (name: string): string => new URL(name, import.meta.url).pathname;

const hasGo = (): boolean => existsSync(go) && existsSync(goNote);
const hasZstd = (): boolean => spawnSync('zstd', ['--version']).status === 0;
const hasCryptography = (): boolean => spawnSync(python, ['-c', 'import cryptography']).status === 0;

async function sealed(t: TestContext): Promise<{ dir: TestDirectory; organisations: string[] }> {
  const dir = new TestDirectory();
  t.after(() => dir.remove());
  const organisations = [randomUUID(), randomUUID(), randomUUID()];
  const sealer = dir.sealer({ segmentBytes: 200_000 });
  for (const [at, count] of [1, 300, 2700].entries()) {
    dir.record(organisations[at]!, count, 'a');
    await dir.run(sealer);
    dir.record(organisations[at]!, 5, 'b');
    await dir.run(sealer);
  }
  return { dir, organisations };
}

test("Go's checksum database packages accept checkpoint, entries, tree head and proofs, and refuse changed ones", async (t) => {
  if (!needs(t, { 'golang-1.19-go with golang-golang-x-mod-dev': hasGo() })) return;
  const { dir, organisations } = await sealed(t);
  const work = mkdtempSync(join(tmpdir(), 'annals-go-'));
  t.after(() => rmSync(work, { recursive: true, force: true }));
  copyFileSync(here('verify-go/verify.go'), join(work, 'verify.go'));
  await promisify(execFile)(go, ['build', '-o', 'verify', 'verify.go'], {
    cwd: work,
    env: { ...process.env, GO111MODULE: 'off', GOPATH: '/usr/share/gocode', GOFLAGS: '', CGO_ENABLED: '0', GOCACHE: join(work, 'cache') },
  });
  const verify = (input: object) => spawnSync(join(work, 'verify'), { input: JSON.stringify(input), encoding: 'utf8' });
  for (const organisation of organisations) {
    const input = await publishedBy(dir, organisation);
    const size = input.entries.length;
    const accepted = verify(input);
    assert.equal(accepted.status, 0, accepted.stderr);
    assert.equal(accepted.stdout, `ok ${size} ${input.inclusion.length} ${input.consistency.length}\n`);
    for (const wrong of [
      { ...input, note: input.note.replace(`\n${size}\n`, `\n${size + 1}\n`) },
      { ...input, entries: input.entries.with(0, base64(new Uint8Array(4))) },
      { ...input, inclusion: [{ index: 0, proof: input.inclusion.at(-1)!.proof }] },
      { ...input, consistency: [{ from: 3, proof: input.consistency.at(-1)!.proof.slice(1) }] },
    ]) {
      assert.equal(verify(wrong).status, 1);
    }
  }
});

/** What a checker gets who trusts nobody: the note, all entries, proofs. */
async function publishedBy(dir: TestDirectory, organisation: string) {
  const ledger = openLedger({ data: dir.data, journal: dir.reader });
  const nodes = new Map<string, Uint8Array>();
  const tree = new GrowingTree();
  const entries: string[] = [];
  for await (const batch of ledger.read(organisation, 0, ledger.size(organisation))) {
    batch.lines.forEach((line, i) =>
      entries.push(base64(entryBytes(line, batch.secrets.subarray(i * 16, (i + 1) * 16), { organisation, sequence: batch.first + i }))),
    );
    tree.appendAll(batch.leaves, (level, index, hash) => nodes.set(`${level}/${index}`, hash));
  }
  const read = (level: number, index: number): Uint8Array => nodes.get(`${level}/${index}`)!;
  const size = tree.size;
  const picks = [0, 1, 2, 255, 256, 1023, 1024, size - 2, size - 1].filter((index) => index < size);
  return {
    vkey: (await readKey(dir.data, installation, organisation))!.vkey,
    note: readFileSync(checkpointPath(dir.data, organisation), 'utf8'),
    entries,
    inclusion: picks.map((index) => ({ index, proof: inclusionProof(index, size, read).map(base64) })),
    consistency: picks.filter((from) => from > 0).map((from) => ({ from, proof: consistencyProof(from, size, read).map(base64) })),
  };
}

test('a Python program written from docs/files.md recomputes a data directory, and sees what was changed', async (t) => {
  if (!needs(t, { zstd: hasZstd(), 'python3-cryptography': hasCryptography() })) return;
  const { dir, organisations } = await sealed(t);
  const verify = () => spawnSync(python, [here('verify.py'), dir.data], { encoding: 'utf8' });
  const whole = verify();
  assert.equal(whole.status, 0, whole.stderr);
  const answer = JSON.parse(whole.stdout) as Record<string, { size: number; sealed: number; root: string; signed: number }>;
  for (const organisation of organisations) {
    const head = dir.reader.head(organisation)!;
    assert.deepEqual(answer[organisation], {
      size: head.size,
      sealed: answer[organisation]!.sealed,
      root: base64(head.root),
      signed: head.size,
    });
  }
  assert.ok(answer[organisations[2]!]!.sealed >= 2048);
  const file = join(dir.data, 'segments', organisations[2]!, 'tile/0/003');
  const bytes = readFileSync(file);
  writeFileSync(file, concat([new Uint8Array(32), bytes.subarray(32)]));
  assert.match(verify().stderr, /event 768 is not what was recorded/);
  writeFileSync(file, bytes);
  dir.tamper("UPDATE batches SET plaintext = CAST(replace(CAST(plaintext AS TEXT), 'Dana', 'Eve!') AS BLOB) WHERE row = 1");
  assert.match(verify().stderr, /event 0 is not what was recorded/);
});

test('after retention removed events both still find everything whole, with what was exported before; a body lost by hand is named', async (t) => {
  if (!needs(t, { 'golang-1.19-go with golang-golang-x-mod-dev': hasGo(), zstd: hasZstd(), 'python3-cryptography': hasCryptography() }))
    return;
  const { dir, organisations } = await sealed(t);
  const organisation = organisations[2]!;
  const exported = await publishedBy(dir, organisation);
  const sealer = dir.sealer({ segmentBytes: 200_000 });
  dir.nowMs += 40 * 86_400_000;
  const { events } = await sweep(dir, sealer, organisation, { days: 30, categories: {}, events: {} });
  assert.equal(events, 2705);
  const python3 = () => spawnSync(python, [here('verify.py'), dir.data], { encoding: 'utf8' });
  assert.equal(python3().status, 0, python3().stderr);

  // The new checkpoint over old exports and new events, with proofs made of what is there now.
  const ledger = openLedger({ data: dir.data, journal: dir.reader });
  const [old, size] = [exported.entries.length, ledger.size(organisation)];
  const entries = [...exported.entries];
  for await (const { lines, secrets } of ledger.read(organisation, old, size))
    lines.forEach((line, i) =>
      entries.push(base64(entryBytes(line, secrets.subarray(i * 16, i * 16 + 16), { organisation, sequence: entries.length }))),
    );
  const nodes = new Map<string, Uint8Array>();
  new GrowingTree().appendAll(await ledger.leafHashes(organisation, 0, size), (level, index, hash) => nodes.set(`${level}/${index}`, hash));
  const read = (level: number, index: number): Uint8Array => nodes.get(`${level}/${index}`)!;
  const work = mkdtempSync(join(tmpdir(), 'annals-go-'));
  t.after(() => rmSync(work, { recursive: true, force: true }));
  copyFileSync(here('verify-go/verify.go'), join(work, 'verify.go'));
  await promisify(execFile)(go, ['build', '-o', 'verify', 'verify.go'], {
    cwd: work,
    env: { ...process.env, GO111MODULE: 'off', GOPATH: '/usr/share/gocode', GOFLAGS: '', CGO_ENABLED: '0', GOCACHE: join(work, 'cache') },
  });
  const now = {
    ...exported,
    note: readFileSync(checkpointPath(dir.data, organisation), 'utf8'),
    entries,
    inclusion: [0, 700, old - 1, size - 1].map((index) => ({ index, proof: inclusionProof(index, size, read).map(base64) })),
    consistency: [{ from: old, proof: consistencyProof(old, size, read).map(base64) }],
  };
  for (const input of [exported, now]) {
    const accepted = spawnSync(join(work, 'verify'), { input: JSON.stringify(input), encoding: 'utf8' });
    assert.equal(accepted.status, 0, accepted.stderr);
  }
  const { current } = await readList(dir.data, organisation);
  const path = join(dir.data, 'segments', organisation, current[0]!.file);
  const kept = readFileSync(path);
  rmSync(path);
  assert.notEqual(python3().status, 0);
  writeFileSync(path, kept);
});

test('the Python program makes the same leaf after an erasure', async (t) => {
  if (!needs(t, { 'python3-cryptography': hasCryptography() })) return;
  const secret = Uint8Array.from({ length: 16 }, (_, i) => 200 + i);
  const organisation = randomUUID();
  const line =
    '{"groups":{"actor":{"name":"Zoë \\"x\\""},"detail":{"extra":{"10":1e+21,"9":[1.5,{}],"":0.000001}},"net":{"ip":"192.0.2.7"}},"skeleton":{"actor_type":"user","category":"change","event":"\\u0001,\\"skeleton\\":{","id":"i","occurred_at":"o","outcome":"success","received_at":"r","recorded_by":"server","target_types":["a","b"]}}';
  const script = `import sys, json; sys.path.insert(0, ${JSON.stringify(here('.'))}); import verify\nfor line in sys.stdin:\n  l, s = json.loads(line); print(verify.base64.b64encode(verify.leaf_hash(l, bytes.fromhex(s), '${organisation}', 3)).decode())`;
  const forms = [
    { line, secret },
    eraseGroups(line, secret, ['actor']),
    eraseGroups(line, secret, ['detail', 'net']),
    eraseGroups(line, secret, ['actor', 'detail', 'net']),
  ];
  const input = forms.map((form) => JSON.stringify([form.line, Buffer.from(form.secret).toString('hex')])).join('\n');
  const { stdout, stderr } = spawnSync(python, ['-B', '-c', script], { input, encoding: 'utf8' });
  const expected = base64(leafHash(entryBytes(line, secret, { organisation, sequence: 3 })));
  assert.equal(stdout, `${expected}\n`.repeat(forms.length), stderr);
});
