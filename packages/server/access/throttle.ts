import { isIPv6 } from 'node:net';
import type { Control, Stores } from '../control/open.ts';
import { foldEmail } from '../control/users.ts';
import { instant } from '../base/clock.ts';
import { hashOf } from './tokens.ts';

const windowMs = 15 * 60_000;

export interface Try {
  subjects: string[];
  at: string;
}

export type Admission = { kind: 'go'; attempt: Try } | { kind: 'wait'; retryAfterSeconds: number; first: boolean };

/**
 * Ten tries in 15 minutes for an account and for an address (an IPv6 address counts as its /64).
 * A try is counted before its password is looked at and taken back when it was right, so parallel tries cannot slip by;
 * counts are in control.db, so a restart forgives nothing. A refused try does not make the wait longer.
 */
export class SignInThrottle {
  readonly #control: Control;
  readonly #most: number;

  constructor(control: Control, most: number) {
    this.#control = control;
    this.#most = most;
  }

  /** Run inside the transaction that records the refusal. `first`: the first refusal of a subject in the window. */
  async admit(trx: Stores, email: string, ip: string | null): Promise<Admission> {
    const nowMs = this.#control.clock.nowMs();
    const at = instant(nowMs);
    const since = instant(nowMs - windowMs);
    const subjects = [accountSubject(email), ...(ip === null ? [] : [addressSubject(ip)])];
    // Of a clock that was ahead and was set back: they would lock the account until that time comes.
    await trx.attempts.removeOutside(since, instant(nowMs + windowMs));
    for (const subject of subjects) {
      const { tries, oldestAt, refusalNoted } = await trx.attempts.count(subject, since);
      if (tries < this.#most) continue;
      if (!refusalNoted) await trx.attempts.add(subject, 'refused', at);
      const waitMs = (oldestAt === null ? nowMs : Date.parse(oldestAt)) + windowMs - nowMs;
      return { kind: 'wait', retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)), first: !refusalNoted };
    }
    for (const subject of subjects) await trx.attempts.add(subject, 'tried', at);
    return { kind: 'go', attempt: { subjects, at } };
  }

  /** The password was right: the account starts anew, the address gets this try back. */
  async succeeded(trx: Stores, attempt: Try): Promise<void> {
    const [account, address] = attempt.subjects;
    if (account !== undefined) await trx.attempts.forget(account);
    if (address !== undefined) await trx.attempts.takeBack(address, attempt.at);
  }

  /** A new password was given: old tries say nothing about it. */
  async forgive(trx: Stores, email: string): Promise<void> {
    await trx.attempts.forget(accountSubject(email));
  }

  /** The password was never looked at. */
  async takeBack(attempt: Try): Promise<void> {
    await this.#control.transaction(async (trx) => {
      for (const subject of attempt.subjects) await trx.attempts.takeBack(subject, attempt.at);
    });
  }
}

/** A hash, for people type passwords where the e-mail belongs. */
const accountSubject = (email: string): string => `account:${hashOf(foldEmail(email))}`;

export function addressSubject(ip: string): string {
  if (!isIPv6(ip)) return `address:${ip}`;
  const [head = '', tail] = ip.toLowerCase().split('%', 1)[0]!.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = tail === undefined ? left : [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right];
  return `address:${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
