import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { openControl } from '../control/open.ts';
import { ClockGuard } from './clock-guard.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

async function openGuard(t: TestContext) {
  const directory = mkdtempSync(join(tmpdir(), 'annals-clock-'));
  const control = await openControl(join(directory, 'control.db'));
  t.after(async () => {
    await control.close();
    rmSync(directory, { recursive: true });
  });
  const machine = { ms: Date.UTC(2026, 10, 24), up: 5 * hourMs, boot: 'a' };
  const guard = new ClockGuard(control.retention, { nowMs: () => machine.ms, upMs: () => machine.up, bootId: () => machine.boot });
  const pass = (ms: number): void => {
    machine.ms += ms;
    machine.up += ms;
  };
  return { guard, machine, pass, control };
}

test('time that passes is no jump, however long nobody looked', async (t) => {
  const { guard, pass } = await openGuard(t);
  assert.equal(await guard.look(), null);
  pass(hourMs);
  assert.equal(await guard.look(), null);
  pass(40 * dayMs);
  assert.equal(await guard.look(), null, 'the server was stopped, the machine was not');
});

test('a clock set by more than a day is in doubt, forward and back, also in small steps; put right, it is trusted again', async (t) => {
  const { guard, machine, pass } = await openGuard(t);
  await guard.look();
  machine.ms += 25 * hourMs;
  assert.match((await guard.look())!, /set forward by 25 hours/);
  machine.ms -= 25 * hourMs;
  assert.equal(await guard.look(), null);
  machine.ms -= 25 * hourMs;
  assert.match((await guard.look())!, /set back by 25 hours/);
  machine.ms += 25 * hourMs;
  for (let step = 0; step < 3; step++) {
    pass(hourMs);
    machine.ms += 7 * hourMs;
    assert.equal(await guard.look(), null);
  }
  pass(hourMs);
  machine.ms += 7 * hourMs;
  assert.match((await guard.look())!, /set forward by 28 hours/);
});

test('an administrator confirms, and from there on it is as at the beginning', async (t) => {
  const { guard, machine, pass, control } = await openGuard(t);
  await guard.look();
  machine.ms += 400 * dayMs;
  assert.ok(await guard.look());
  await guard.confirm(control.retention);
  assert.equal(await guard.look(), null);
  pass(dayMs);
  assert.equal(await guard.look(), null);
  machine.ms -= 2 * dayMs;
  assert.ok(await guard.look());
});

test('over a start of the machine only the clock is known: within a day it is trusted, beyond in doubt', async (t) => {
  const { guard, machine } = await openGuard(t);
  await guard.look();
  Object.assign(machine, { boot: 'b', up: 60_000, ms: machine.ms + 20 * hourMs });
  assert.equal(await guard.look(), null);
  Object.assign(machine, { boot: 'c', up: 60_000, ms: machine.ms + 30 * hourMs });
  assert.match((await guard.look())!, /started anew, and its clock is 30 hours after/);
  Object.assign(machine, { ms: machine.ms - 60 * hourMs });
  assert.match((await guard.look())!, /30 hours before/);
});
