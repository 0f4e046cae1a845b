import type { BatchContent } from '@annals/ledger';

/** Decompressed frames that were read lately, bounded in bytes. Belongs to one ledger; holds what may be read anyway. */
export class FrameCache {
  readonly #mostBytes: number;
  readonly #frames = new Map<string, { content: BatchContent; bytes: number }>();
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  get(key: string): BatchContent | undefined {
    const found = this.#frames.get(key);
    if (!found) return undefined;
    this.#frames.delete(key);
    this.#frames.set(key, found);
    return found.content;
  }

  /** Forgets every frame whose key begins so. */
  forget(prefix: string): void {
    for (const [key, { bytes }] of this.#frames) {
      if (!key.startsWith(prefix)) continue;
      this.#frames.delete(key);
      this.#bytes -= bytes;
    }
  }

  set(key: string, content: BatchContent): void {
    const bytes = content.lines.reduce((sum, line) => sum + 2 * line.length + 32, content.secrets.length);
    if (bytes > this.#mostBytes || this.#frames.has(key)) return;
    this.#frames.set(key, { content, bytes });
    this.#bytes += bytes;
    for (const [oldest, frame] of this.#frames) {
      if (this.#bytes <= this.#mostBytes) return;
      this.#frames.delete(oldest);
      this.#bytes -= frame.bytes;
    }
  }
}
