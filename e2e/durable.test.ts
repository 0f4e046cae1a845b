import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { login, post } from './api.ts';
import { removeData, start, temporaryData } from './server.ts';

const missing = spawnSync('strace', ['-V']).status !== 0;
const skip = missing && !process.env['CI'] ? 'strace is not installed' : false;

describe('an acknowledgement means: on disk', () => {
  it('syncs the journal before the answer is written', { skip }, async () => {
    const data = temporaryData();
    const trace = temporaryData('annals-strace-');
    const server = await start(data);
    try {
      await post(server, login());
      await sleep(1_500);
      const output = join(trace, 'calls');
      const tracer = spawn(
        'strace',
        ['-f', '-y', '-s', '64', '-e', 'trace=fdatasync,fsync,write,writev', '-o', output, '-p', String(server.child.pid)],
        { stdio: ['ignore', 'ignore', 'pipe'] },
      );
      await new Promise((attached) => tracer.stderr.once('data', attached));
      await sleep(300);
      for (let i = 0; i < 5; i++) assert.equal((await post(server, login())).status, 201);
      tracer.kill('SIGINT');
      await new Promise((ended) => tracer.once('exit', ended));
      const calls = readFileSync(output, 'utf8').split('\n');
      const answers = calls.flatMap((call, at) => (/HTTP\/1\.1 201/.test(call) ? [at] : []));
      assert.equal(answers.length, 5, calls.slice(0, 50).join('\n'));
      let from = 0;
      for (const answer of answers) {
        const before = calls.slice(from, answer);
        assert.ok(
          before.some((call) =>
            /(fdatasync|fsync)\(\d+<[^>]*journal\.db-wal>\)\s+= 0|<\.\.\. (fdatasync|fsync) resumed>\)\s+= 0/.test(call),
          ),
          before.join('\n'),
        );
        from = answer + 1;
      }
    } finally {
      await server.stop();
      removeData(data);
      removeData(trace);
    }
  });
});
