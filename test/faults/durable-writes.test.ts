import assert from 'node:assert/strict';
import test from 'node:test';
import { durableWrites } from './durable-writes.ts';
import { sitesOf, writingSites } from './scan.ts';

test('every durable write of server and command line has a row in the fault table, and every row is in the code', () => {
  const inCode = new Map<string, string[]>();
  const lines = new Map<string, string>();
  for (const { file, call, line } of writingSites()) {
    inCode.set(file, [...(inCode.get(file) ?? []), call]);
    lines.set(file, `${lines.get(file) ?? file}:${line} ${call};`);
  }
  const inTable = new Map<string, string[]>();
  for (const { file, calls } of durableWrites)
    inTable.set(`packages/${file}`, [...(inTable.get(`packages/${file}`) ?? []), ...calls.split(' ')]);
  const wrong = [...new Set([...inCode.keys(), ...inTable.keys()])]
    .map((file) => ({
      file: lines.get(file) ?? file,
      code: (inCode.get(file) ?? []).toSorted().join(' '),
      table: (inTable.get(file) ?? []).toSorted().join(' '),
    }))
    .filter(({ code, table }) => code !== table);
  assert.deepEqual(wrong, [], 'write down in test/faults/durable-writes.ts what the call makes durable, who repeats it, and try it');
});

test('files that last are written through one module only', () => {
  const allowed = new Set(
    durableWrites.filter(({ trial, durable }) => trial === null && durable !== '').map(({ file }) => `packages/${file}`),
  );
  // A database is its own layer: SQLite opens, copies and syncs it.
  for (const file of ['control/open.ts', 'base/migrate.ts']) allowed.add(`packages/server/${file}`);
  assert.deepEqual(
    writingSites().filter(({ file, call }) => call.startsWith('fs.') && !allowed.has(file)),
    [],
    'use packages/server/base/files.ts',
  );
});

test('the search for writes finds them under any name, and takes no text or comment for one', () => {
  const found = (text: string) => sitesOf('packages/server/x.ts', text).map(({ call, line }) => `${call}:${line}`);
  assert.deepEqual(
    found(
      `import { rename as move, readFile } from 'node:fs/promises';\n// rename(a)\nawait move(a, b); readFile(c); x.rename(d); 'move(e)';`,
    ),
    ['fs.rename:3'],
  );
  assert.deepEqual(found(`import { open, type FileHandle } from 'node:fs/promises';\nopen(join(a, b(c)), 'r');\nopen(path, flags);`), [
    'fs.open:3',
  ]);
  assert.deepEqual(
    found(`import {\n  syncDirectory,\n  writeDurably,\n} from './base/files.ts';\nif (/['"]/.test(a)) await writeDurably(x, y); // it's`),
    ['writeDurably:5'],
  );
  assert.deepEqual(found(`import type { DatabaseSync } from 'node:sqlite';\ndb.exec('COMMIT');\nthis.#statements.add.run(1);`), [
    'sql.exec:2',
    'sql.run:3',
  ]);
  assert.deepEqual(found(`await db\n  .deleteFrom('users').execute();\nkysely.transaction().execute(f);`), [
    'kysely.deleteFrom:2',
    'kysely.transaction:3',
  ]);
  assert.throws(() => found(`import * as fs from 'node:fs';`), /by their names/);
});
