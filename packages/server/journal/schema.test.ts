import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import { refuseNewer } from '../base/migrate.ts';
import { openJournal } from './open.ts';
import { openJournalReader } from './open-reader.ts';
import { journalSteps, openJournalDatabase } from './schema.ts';

function journalIn(t: TestContext): { directory: string; path: string } {
  const directory = mkdtempSync(join(tmpdir(), 'annals-schema-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const path = join(directory, 'journal.db');
  const db = openJournalDatabase(path);
  db.exec("INSERT INTO organisations (uuid) VALUES ('a')");
  db.close();
  return { directory, path };
}

const newer = [...journalSteps, 'CREATE TABLE more (n INTEGER)', "UPDATE organisations SET uuid = 'b'"];
const organisationIn = (db: DatabaseSync): unknown => db.prepare('SELECT uuid FROM organisations').get()?.['uuid'];

test('an older journal is brought forward after a copy, which an older program can still open', (t) => {
  const { directory, path } = journalIn(t);
  const db = openJournalDatabase(path, newer);
  assert.equal(organisationIn(db), 'b');
  db.close();
  assert.deepEqual(readdirSync(directory).sort(), ['journal.db', `journal.db.v${journalSteps.length}`]);
  const copy = openJournalDatabase(`${path}.v${journalSteps.length}`);
  assert.equal(organisationIn(copy), 'a');
  copy.close();
});

test('a step that fails leaves the journal as it was', (t) => {
  const { path } = journalIn(t);
  assert.throws(() => openJournalDatabase(path, [...newer, 'CREATE TABLE more (n INTEGER)']), /already exists/);
  const db = openJournalDatabase(path);
  assert.equal(organisationIn(db), 'a');
  db.close();
});

test('a copy that an interrupted upgrade left half made is made anew', (t) => {
  const { directory, path } = journalIn(t);
  assert.throws(() => openJournalDatabase(path, [...newer, 'NOT SQL']), /syntax error/);
  const db = openJournalDatabase(path, newer);
  db.close();
  assert.equal(readdirSync(directory).length, 2);
});

test('a newer journal is refused by writer, reader and thread, each with the same line, and onFatal is not called', async (t) => {
  const { path } = journalIn(t);
  openJournalDatabase(path, newer).close();
  const line = new RegExp(
    `journal.db was written by a newer Annals \\(schema ${newer.length}, this program knows ${journalSteps.length}\\)`,
  );
  assert.throws(() => openJournalDatabase(path), line);
  assert.throws(() => openJournalReader(path), line);
  assert.throws(() => refuseNewer(path, journalSteps), line);
  await assert.rejects(openJournal({ path, queueBytes: 1, onFatal: (detail) => assert.fail(detail) }), line);
  const db = openJournalDatabase(path, newer);
  assert.equal(organisationIn(db), 'b');
  db.close();
});
