import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Opaque page cursors. Promises: a cursor is read only by the installation that made it, for the organisation, query,
 * range and order it was made for; any other text, tampered, foreign or old, is the same null. Holds no secret.
 */
export interface Cursor {
  /** `n`: what follows the key in the page's order; `p`: what is before it. */
  direction: 'n' | 'p';
  /** occurred_at of the row beside the page in ms, and its sequence. */
  occurredMs: number;
  sequence: number;
  /** Fixed by the first page for orders by occurred_at. */
  asOf: number;
}

const macBytes = 16;
const version = 1;

export class CursorSealer {
  readonly #key: Uint8Array;

  /** `key`: 32 random bytes of this installation. */
  constructor(key: Uint8Array) {
    this.#key = key;
  }

  /** `binding`: everything the cursor is valid for. */
  seal(cursor: Cursor, binding: readonly string[]): string {
    const payload = Buffer.from(JSON.stringify([version, cursor.direction, cursor.occurredMs, cursor.sequence, cursor.asOf]));
    return Buffer.concat([this.#mac(payload, binding), payload]).toString('base64url');
  }

  open(text: string, binding: readonly string[]): Cursor | null {
    if (text.length > 256) return null;
    const bytes = Buffer.from(text, 'base64url');
    if (bytes.length <= macBytes || bytes.toString('base64url') !== text) return null;
    const payload = bytes.subarray(macBytes);
    if (!timingSafeEqual(this.#mac(payload, binding), bytes.subarray(0, macBytes))) return null;
    const [, direction, occurredMs, sequence, asOf] = JSON.parse(payload.toString('utf8')) as [number, 'n' | 'p', number, number, number];
    return { direction, occurredMs, sequence, asOf };
  }

  #mac(payload: Buffer, binding: readonly string[]): Buffer {
    const bound = createHash('sha256').update(JSON.stringify(binding)).digest();
    return createHmac('sha256', this.#key).update(bound).update(payload).digest().subarray(0, macBytes);
  }
}
