import type { Terminal } from './terminal.ts';

const everyMs = 2000;

/** Tells how far long work is, every other second, beside the output. */
export function progressLines(terminal: Terminal): (progress: { files: number; of: number; bytes: number }) => void {
  let toldAt = performance.now();
  return ({ files, of, bytes }) => {
    if (performance.now() - toldAt < everyMs) return;
    toldAt = performance.now();
    terminal.err(`  ${files} of ${of} files, ${Math.round(bytes / 1024 / 1024)} MiB`);
  };
}
