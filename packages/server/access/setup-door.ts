import { Problem } from '../base/problem.ts';
import type { Control } from '../control/open.ts';
import { hashOf, newSecret, sameHash } from './tokens.ts';

const openForMs = 30 * 60_000;

/**
 * The one-time door to the first administrator: open only while there is no user, for 30 minutes after a start, for
 * whoever has the token of the printed link. The token is in memory only, as a hash; a restart makes a new one.
 */
export class SetupDoor {
  readonly #control: Control;
  #tokenHash: string | null = null;
  #openUntilMs = 0;

  constructor(control: Control) {
    this.#control = control;
  }

  /** The token for the link's fragment, or null when Annals is set up. A new token replaces the last one. */
  async open(): Promise<string | null> {
    if (!(await this.needed())) return null;
    const token = newSecret();
    this.#tokenHash = hashOf(token);
    this.#openUntilMs = this.#control.clock.nowMs() + openForMs;
    return token;
  }

  async needed(): Promise<boolean> {
    return (await this.#control.users.count()) === 0;
  }

  check(token: string): void {
    const good = this.#tokenHash !== null && sameHash(this.#tokenHash, hashOf(token)) && this.#control.clock.nowMs() < this.#openUntilMs;
    if (!good) throw new Problem('setup_token_invalid');
  }

  close(): void {
    this.#tokenHash = null;
  }
}
