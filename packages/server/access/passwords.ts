import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { Problem } from '../base/problem.ts';

export interface PasswordCost {
  memoryKib: number;
  passes: number;
}

const hashBytes = 32;
const saltBytes = 16;

/**
 * Hashes and checks passwords with argon2id, off the event loop.
 * At most two at a time and 64 waiting, for each takes 19 MiB and a core: a flood of sign-ins is answered 429, it does
 * not take the server down. A check against no account costs the same time as a real one.
 */
export class Passwords {
  readonly #cost: PasswordCost;
  readonly #atATime = 2;
  readonly #mostWaiting = 64;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(cost: PasswordCost = { memoryKib: 19_456, passes: 2 }) {
    this.#cost = cost;
  }

  async hash(password: string): Promise<string> {
    const salt = randomBytes(saltBytes);
    const { memoryKib, passes } = this.#cost;
    const digest = await this.#derive(password, salt, this.#cost);
    return `$argon2id$v=19$m=${memoryKib},t=${passes},p=1$${base64(salt)}$${base64(digest)}`;
  }

  /** `stored` null: no such account; takes its time and answers false. */
  async matches(password: string, stored: string | null): Promise<boolean> {
    const parsed = stored === null ? null : parse(stored);
    const digest = await this.#derive(password, parsed?.salt ?? Buffer.alloc(saltBytes), parsed?.cost ?? this.#cost);
    return parsed !== null && timingSafeEqual(digest, parsed.digest);
  }

  async #derive(password: string, salt: Buffer, cost: PasswordCost): Promise<Buffer> {
    await this.#enter();
    try {
      return await new Promise((resolve, reject) => {
        const parameters = {
          message: password.normalize('NFKC'),
          nonce: salt,
          parallelism: 1,
          tagLength: hashBytes,
          memory: cost.memoryKib,
          passes: cost.passes,
        };
        argon2('argon2id', parameters, (error, digest) => (error ? reject(error) : resolve(digest)));
      });
    } finally {
      this.#leave();
    }
  }

  async #enter(): Promise<void> {
    if (this.#running < this.#atATime) {
      this.#running++;
      return;
    }
    if (this.#waiting.length >= this.#mostWaiting) throw new Problem('too_many_requests', { retryAfterSeconds: 2 });
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Hands the place on, so that nobody slips in between. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#running--;
  }
}

const base64 = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');

function parse(stored: string): { cost: PasswordCost; salt: Buffer; digest: Buffer } {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(stored);
  if (!match) throw new Error('A stored password hash is damaged.');
  const [, memory = '', passes = '', salt = '', digest = ''] = match;
  return {
    cost: { memoryKib: Number(memory), passes: Number(passes) },
    salt: Buffer.from(salt, 'base64'),
    digest: Buffer.from(digest, 'base64'),
  };
}
