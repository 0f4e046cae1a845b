/** Something a person has to act on; the message is shown without a stack. */
export class EnsureError extends Error {
  name = 'EnsureError';
}

export function say(line) {
  process.stderr.write(`${line}\n`);
}

/**
 * Tells how a long step goes: on a terminal in one line that is rewritten, elsewhere a line every ten seconds.
 * `text(seconds)` may be slow; it is never asked twice at a time. Returns the function that ends it.
 */
export function progress(text) {
  const terminal = process.stderr.isTTY === true;
  const startedMs = Date.now();
  let busy = false;
  const timer = setInterval(
    async () => {
      if (busy) return;
      busy = true;
      const line = await text(Math.round((Date.now() - startedMs) / 1000));
      busy = false;
      if (timer.ended) return;
      process.stderr.write(terminal ? `\r\u001b[K${line}` : `${line}\n`);
    },
    terminal ? 1_000 : 10_000,
  );
  return () => {
    timer.ended = true;
    clearInterval(timer);
    if (terminal) process.stderr.write('\r\u001b[K');
    return Math.round((Date.now() - startedMs) / 1000);
  };
}
