import { encodeBatch } from '@annals/ledger';

/** Events of one organisation in one commit, gathered; becomes one row of `batches`. */
export class BatchBuilder {
  readonly first: number;
  readonly receivedAt: string;
  readonly #secrets: Uint8Array[] = [];
  readonly #leaves: Uint8Array[] = [];
  readonly #lines: string[] = [];

  constructor(first: number, receivedAt: string) {
    this.first = first;
    this.receivedAt = receivedAt;
  }

  get count(): number {
    return this.#lines.length;
  }

  add(secret: Uint8Array, leaf: Uint8Array, line: string): void {
    this.#secrets.push(secret);
    this.#leaves.push(leaf);
    this.#lines.push(line);
  }

  at(sequence: number): { receivedAt: string; leafHash: string } | null {
    const leaf = this.#leaves[sequence - this.first];
    return leaf ? { receivedAt: this.receivedAt, leafHash: Buffer.from(leaf).toString('base64') } : null;
  }

  plaintext(): Uint8Array {
    return encodeBatch({ secrets: Buffer.concat(this.#secrets), lines: this.#lines });
  }

  leaves(): Uint8Array {
    return Buffer.concat(this.#leaves);
  }
}
