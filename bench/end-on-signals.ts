import type { Bench } from './context.ts';

/** However this process ends, what it started ends with it and its data goes; a signal's end is code 130. */
export function endOnSignals(bench: Bench): void {
  process.on('exit', () => bench.killAll());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => {
      process.stderr.write(`${signal}: ending what was started\n`);
      process.exit(130);
    });
}
