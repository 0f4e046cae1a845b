import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { journalPath } from '../../packages/server/segments/paths.ts';
import { emptyData, holds, type Line, linesOf } from './journal-holds.ts';

const missing = spawnSync('strace', ['-V']).status !== 0;
const skip = missing && !process.env['CI'] ? 'strace is not installed' : false;

interface Traced {
  child: ChildProcess;
  said(): Line[];
  /** Resolves when the child has said a line that has this member. */
  until(member: string): Promise<void>;
  ended: Promise<number | null>;
}

/** Records in a process of its own, traced from its beginning; it waits for a line on stdin once the journal is open. */
function tracedRecord(data: string, options: string[]): Traced {
  const program = [process.execPath, join(import.meta.dirname, 'journal-child.ts'), data, 'wait'];
  const child = spawn('strace', ['-f', '-y', '-s', '32', '-o', join(data, 'trace'), ...options, ...program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let out = '';
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  const until = async (member: string): Promise<void> => {
    while (!out.includes(`"${member}":`)) {
      if (child.exitCode !== null) assert.fail(`ended before it said ${member}: ${out}`);
      await new Promise((later) => setTimeout(later, 20));
    }
  };
  return { child, said: () => linesOf(out) as Line[], until, ended };
}

const calls = (data: string): string[] => readFileSync(join(data, 'trace'), 'utf8').split('\n');
const isSync = (call: string, file: string): boolean => call.includes('fsync(') && call.includes(`/${file}>`) && call.endsWith(' = 0');

test('a sync that failed is never trusted: no receipt, and the next start writes anew what the log holds', { skip }, async (t) => {
  const directories = Array.from({ length: 3 }, emptyData);
  const [whole, failed, died] = directories as [string, string, string];
  const running: Traced[] = [];
  t.after(async () => {
    for (const { child, ended } of running) {
      // Its standard input ends, and so does it.
      child.stdin?.destroy();
      await ended;
    }
    for (const data of directories) rmSync(data, { recursive: true });
  });
  const record = (data: string, ...trace: string[]): Traced => {
    const started = tracedRecord(data, trace);
    running.push(started);
    return started;
  };
  const opening = record(whole, '-e', 'trace=fsync');
  await opening.until('open');
  // The log was emptied at the opening: first comes the sync of its new header, then that of the first event.
  const next = calls(whole).filter((call) => call.includes('fsync(')).length + 2;
  assert.equal(await goOn(opening), 0);

  // What the kernel could not write it may call clean all the same, and read it back until the power fails.
  const failing = record(failed, '-e', 'trace=fsync', '-e', `inject=fsync:error=EIO:when=${next}`);
  await failing.until('open');
  assert.equal(await goOn(failing), 1, 'the process ends');
  assert.ok(failing.said().some(({ fatal }) => fatal?.includes('disk I/O error')));
  assert.ok(failing.said().every(({ answer }) => !answer));
  await holds(failed, []);

  const dying = record(died, '-e', 'trace=fsync', '-e', `inject=fsync:error=EIO:signal=SIGKILL:when=${next}`);
  await dying.until('open');
  assert.notEqual(await goOn(dying), 0);
  assert.ok(dying.said().every(({ answer }) => !answer));
  assert.ok(statSync(`${journalPath(died)}-wal`).size > 0, 'the log can be read and was never synced');
  const again = record(died, '-e', 'trace=pwrite64,fsync');
  await again.until('open');
  const opened = calls(died);
  const written = opened.findLastIndex((call) => /pwrite64\(\d+<[^>]*\/journal\.db>/.test(call));
  assert.ok(written >= 0 && opened.slice(written).some((call) => isSync(call, 'journal.db')), 'before anything is answered');
  assert.equal(statSync(`${journalPath(died)}-wal`).size, 0);
  assert.equal(await goOn(again), 0);
  await holds(died, again.said());
});

function goOn({ child, ended }: Traced): Promise<number | null> {
  child.stdin?.end('\n');
  return ended;
}
