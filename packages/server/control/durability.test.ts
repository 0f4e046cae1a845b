import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const hasStrace = spawnSync('strace', ['-V']).status === 0;

test(
  'a change and its event are synced to the disk before its promise resolves',
  { skip: hasStrace || process.env['CI'] ? false : 'strace is not installed' },
  async (t) => {
    const directory = await mkdtemp(join(tmpdir(), 'annals-durable-'));
    t.after(() => rm(directory, { recursive: true, force: true }));
    const program = join(directory, 'change.mts');
    const trace = join(directory, 'trace');
    await writeFile(
      program,
      `
    import { openControl } from ${JSON.stringify(join(import.meta.dirname, 'open.ts'))};
    const control = await openControl(${JSON.stringify(join(directory, 'control.db'))});
    const { id } = await control.organisations.builtIn();
    process.stdout.write('before\\n');
    await control.transaction(async (trx) => {
      await trx.organisations.rename(id, 'Renamed');
      await trx.ownEvents.add(id, { event: 'organisation.rename', outcome: 'success', occurred_at: control.now(), actor: { type: 'system' }, producer: { name: 'annals' } });
    });
    process.stdout.write('after\\n');
    await control.close();
  `,
    );
    const run = spawnSync('strace', ['-f', '-y', '-o', trace, '-e', 'trace=write,pwrite64,fdatasync,fsync', process.execPath, program], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    assert.equal(run.status, 0, run.stderr);
    const lines = (await readFile(trace, 'utf8')).split('\n');
    const place = (word: string) => lines.findIndex((line) => line.includes(`"${word}\\n"`));
    const between = lines.slice(place('before'), place('after'));
    const written = between.findLastIndex((line) => /pwrite64\(\d+<[^>]*control\.db-wal>/.test(line));
    const synced = between.findLastIndex((line) => /f(data)?sync\(\d+<[^>]*control\.db-wal>/.test(line));
    assert.ok(written >= 0 && synced > written, `no sync of the log after its last write:\n${between.join('\n')}`);
  },
);
