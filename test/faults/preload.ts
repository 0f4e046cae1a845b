import { appendFileSync } from 'node:fs';
import { observe } from './inject.ts';

/**
 * Preloaded into a program under test (`--import`, which reaches its threads too): lets the step with the number given
 * fail, or end the process there with SIGKILL, before or after it took effect. Writes down each step that it saw.
 */
export interface Preload {
  /** Where the steps are written, a JSON line each. */
  log: string;
  /** Only steps asked for by this source file count. */
  from: string;
  /** And only those whose target this expression matches. */
  match?: string;
  fail: { number: number; when: 'before' | 'after'; how: 'error' | 'kill' } | null;
}

const { log, from, match = '', fail } = JSON.parse(process.env['FAULT'] ?? '') as Preload;
let number = 0;

observe(
  (step) => {
    if (step.from !== from || !new RegExp(match).test(step.target)) return null;
    appendFileSync(log, `${JSON.stringify(step)}\n`);
    return number++ === fail?.number ? fail.when : null;
  },
  (error) => {
    if (fail?.how === 'error') throw error;
    process.kill(process.pid, 'SIGKILL');
  },
);
