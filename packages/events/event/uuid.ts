/**
 * Makes UUIDv7 ids (RFC 9562 §5.7), lower-case, in strictly rising order within this source: 48 bits of
 * milliseconds, then a 12-bit counter that starts at random below 2048 and moves the clock on by one when it runs over.
 * A clock that jumps back does not bring an old prefix back. 62 random bits keep sources apart.
 */
export function uuidV7Source(nowMs: () => number = Date.now): () => string {
  let lastMs = 0;
  let counter = 0;
  const random = new Uint8Array(10);
  return () => {
    crypto.getRandomValues(random);
    const now = nowMs();
    if (now > lastMs) {
      lastMs = now;
      counter = ((random[0] ?? 0) << 3) | ((random[1] ?? 0) >> 5);
    } else if (++counter > 0xfff) {
      lastMs++;
      counter = 0;
    }
    const time = lastMs.toString(16).padStart(12, '0');
    const variant = 0x80 | ((random[2] ?? 0) & 0x3f);
    let tail = '';
    for (let i = 3; i < 10; i++) tail += (random[i] ?? 0).toString(16).padStart(2, '0');
    const count = counter.toString(16).padStart(3, '0');
    return `${time.slice(0, 8)}-${time.slice(8)}-7${count}-${variant.toString(16)}${tail.slice(0, 2)}-${tail.slice(2)}`;
  };
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Any version, lower-case: the form in which Annals stores ids. */
export function isUuid(text: string): boolean {
  return uuid.test(text);
}
