import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Task } from '../api/shapes.ts';
import { taskState } from './task-state.ts';

const now = '2026-11-24T12:00:00.000Z';
const task = (members: Partial<Task>): Task => ({
  name: 'sealer',
  every_ms: 500,
  runs: 3,
  failures: 0,
  last_started_at: now,
  last_succeeded_at: now,
  last_duration_ms: 3,
  last_error: null,
  report: {},
  ...members,
});

test('a task is working, failing, late, or has not run yet', () => {
  assert.equal(taskState(task({}), now), 'working');
  assert.equal(taskState(task({ last_error: 'EIO' }), now), 'failing');
  assert.equal(taskState(task({ last_succeeded_at: null }), now), 'waiting');
  assert.equal(taskState(task({ last_succeeded_at: null, last_error: 'EIO' }), now), 'failing');
  assert.equal(taskState(task({ last_succeeded_at: '2026-11-24T11:56:00.000Z' }), now), 'working', 'a run may take minutes');
  assert.equal(taskState(task({ last_succeeded_at: '2026-11-24T11:54:00.000Z' }), now), 'late');
  assert.equal(taskState(task({ every_ms: 600_000, last_succeeded_at: '2026-11-24T11:46:00.000Z' }), now), 'working', 'it is not due');
});
