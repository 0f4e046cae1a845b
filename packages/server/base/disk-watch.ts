import { statfsSync } from 'node:fs';
import { watermarkBytes } from './disk.ts';

/**
 * The full-disk watermark, asked before every write of strangers' events. Below it capture stops, so that signing in,
 * reading and our own events still find room; it resumes by itself when space is back.
 */
export class DiskWatch {
  readonly #path: string;
  readonly #reserveBytes: number;
  #askedAtMs = -Infinity;
  #full = false;
  #freeBytes = 0;
  #totalBytes = 0;

  constructor(path: string, reserveBytes: number) {
    this.#path = path;
    this.#reserveBytes = reserveBytes;
  }

  /** Asks the file system at most every 50 ms: what can be written meanwhile is far less than the watermark. */
  get full(): boolean {
    const now = performance.now();
    if (now - this.#askedAtMs > 50) {
      const stats = statfsSync(this.#path);
      this.#freeBytes = stats.bavail * stats.bsize;
      this.#totalBytes = stats.blocks * stats.bsize;
      this.#full = this.#freeBytes < watermarkBytes(this.#totalBytes, this.#reserveBytes);
      this.#askedAtMs = now;
    }
    return this.#full;
  }

  /** All of it as of one look. */
  state(): { full: boolean; freeBytes: number; totalBytes: number; watermarkBytes: number } {
    return {
      full: this.full,
      freeBytes: this.#freeBytes,
      totalBytes: this.#totalBytes,
      watermarkBytes: watermarkBytes(this.#totalBytes, this.#reserveBytes),
    };
  }
}
