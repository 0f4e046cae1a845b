import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { TaskRunner } from './tasks.ts';

describe('tasks', () => {
  it('runs one at a time, again when signalled meanwhile, and retries by the next activation', async () => {
    let running = 0;
    let runs = 0;
    const errors: string[] = [];
    const tasks = new TaskRunner({ error: (_, message) => errors.push(message) });
    tasks.start({
      name: 'count',
      everyMs: 60_000,
      async run() {
        assert.equal(++running, 1);
        await sleep(5);
        running--;
        if (++runs === 1) throw new Error('once');
        return { runs };
      },
    });
    tasks.signal('count');
    tasks.signal('count');
    await sleep(50);
    assert.equal(runs, 2);
    const [status] = tasks.statuses();
    assert.equal(status?.lastError, null);
    assert.deepEqual(status?.report, { runs: 2 });
    assert.equal(errors.length, 1);
    await tasks.stop();
    tasks.signal('count');
    await sleep(10);
    assert.equal(runs, 2, 'nothing runs after stop');
  });
});
