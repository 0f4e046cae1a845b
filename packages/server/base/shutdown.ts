/**
 * Resolves with the first signal that asks this process to stop. Ctrl-C reaches it twice, from the terminal and
 * through npm, so signals within two seconds count as one; a later one ends the process at once, with the shell's code.
 */
export function untilAskedToStop(): Promise<'SIGINT' | 'SIGTERM'> {
  return new Promise((resolve) => {
    let firstAtMs: number | null = null;
    for (const [signal, code] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      process.on(signal, () => {
        if (firstAtMs === null) {
          firstAtMs = performance.now();
          resolve(signal);
        } else if (performance.now() - firstAtMs > 2_000) process.exit(code);
      });
    }
  });
}
