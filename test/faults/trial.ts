import assert from 'node:assert/strict';
import { accessSync, constants } from 'node:fs';
import { relative } from 'node:path';
import type { TestContext } from 'node:test';
import { rowOf, rowsOf, type DurableWrite, type Trial } from './durable-writes.ts';
import { Injected, observe, type Step, type When } from './inject.ts';

/** What a scenario did, step by step, and where it was made to fail. */
export interface Record {
  steps: Step[];
  failed: { number: number; when: When } | null;
}

/** Where temporary directories lie in memory, hundreds of scenarios take seconds; it is a file system like another. */
export function inMemory(): void {
  try {
    accessSync('/dev/shm', constants.W_OK);
    process.env['TMPDIR'] = '/dev/shm';
  } catch {
    // Elsewhere the ordinary place does as well.
  }
}

/**
 * Counts the steps of `work` while it runs; the step with number `failAt` fails. Paths are told from `data` on.
 * Answers the injected error that `work` raised, or null; any other error is raised. `dies`: no later step takes effect,
 * so what is left is what a process leaves that died there.
 */
export async function withFault(
  record: Record,
  data: string,
  failAt: { number: number; when: When } | null,
  work: () => unknown,
  dies = false,
): Promise<Injected | null> {
  const stop = observe((step) => {
    const number = record.steps.length;
    record.steps.push({ ...step, target: step.target.startsWith(data) ? relative(data, step.target) : step.target });
    if (dies && failAt && number > failAt.number) return 'before';
    if (number !== failAt?.number) return null;
    record.failed = failAt;
    // What is done side by side may come in another order than when it was counted; only bytes can be written by half.
    return waysOf(step).includes(failAt.when) ? failAt.when : 'before';
  });
  try {
    await work();
    return null;
  } catch (error) {
    const injected = findInjected(error);
    if (injected === null) throw error;
    return injected;
  } finally {
    stop();
  }
}

export function findInjected(error: unknown): Injected | null {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof Injected) return at;
  return null;
}

/** Each way in which a step can fail. */
export const waysOf = ({ call }: Step): When[] =>
  call === 'writeFile' || call === 'appendFile' ? ['before', 'half', 'after'] : ['before', 'after'];

/** Makes a world, runs with the fault, and checks all that must hold afterwards. */
export type Scenario = (record: Record, failAt: { number: number; when: When } | null) => Promise<void>;

/**
 * Lets each step of a scenario fail in each way, one a run of it, and adds the rows that it tried to `reached`.
 */
export async function tryEachStep(t: TestContext, trial: Trial, reached: Set<DurableWrite>, scenario: Scenario): Promise<void> {
  const counted: Record = { steps: [], failed: null };
  await scenario(counted, null);
  for (const [number, step] of counted.steps.entries()) {
    const row = rowOf(step);
    assert.ok(row, `a step without a row: ${JSON.stringify(step)}`);
    if (row.trial !== trial) continue;
    reached.add(row);
    for (const when of waysOf(step)) {
      const record: Record = { steps: [], failed: null };
      await t.test(`${row.what}: step ${number + 1}, ${step.call} ${step.target.slice(0, 80)}, ${when}`, async () => {
        await scenario(record, { number, when });
        assert.ok(record.failed, 'the step was reached');
      });
    }
  }
}

/** Every row that names the trial was tried. */
export function allReached(trial: Trial, reached: ReadonlySet<DurableWrite>): void {
  const missed = rowsOf(trial).filter((row) => !reached.has(row));
  assert.deepEqual(
    missed.map(({ what }) => what),
    [],
    'rows that were not tried',
  );
}
