import type { OrganisationDirectory } from '../access/organisation-directory.ts';
import type { Principal } from '../access/principal.ts';
import { requireScope, resolveOrganisation } from '../access/visible.ts';
import { Turns } from '../base/turns.ts';

export interface ReadingDeps {
  organisations: OrganisationDirectory;
  limits: { readers: number };
  /** Looking is an event: resolves when it is on record, else raises `audit_unavailable`. */
  recordView(principal: Principal, organisation: string): Promise<void>;
}

/** A page of more may hold 64 MiB of events: two of these at a time. */
const largePageEvents = 200;

/**
 * Who may read events, and when it is his turn. Nothing is read before the view is on record. So many questions are
 * asked at a time, the others wait in turn between readers.
 */
export class Reading {
  readonly #deps: ReadingDeps;
  readonly #readers: Turns;
  readonly #largePages = new Turns({ atOnce: 2, waiting: 64, waitingOfOne: 16, waitMs: 30_000 });

  constructor(deps: ReadingDeps) {
    this.#deps = deps;
    this.#readers = new Turns({ atOnce: deps.limits.readers, waiting: 256, waitingOfOne: 64, waitMs: 10_000 });
  }

  /** UUID of the organisation that is read; its view is on record. */
  async admitted(principal: Principal, given: string | undefined): Promise<string> {
    const organisation = resolveOrganisation(this.#deps.organisations, principal, given);
    requireScope(principal, 'events:read', organisation);
    await this.#deps.recordView(principal, organisation.id);
    return organisation.id;
  }

  /** `events`: most that the answer may hold. */
  inTurn<T>(principal: Principal, question: () => Promise<T>, signal: AbortSignal, events = 0): Promise<T> {
    const reader = principal.userId ?? principal.recordedBy;
    const turn = (): Promise<T> => this.#readers.run(reader, question, signal);
    return events <= largePageEvents ? turn() : this.#largePages.run(reader, turn, signal);
  }
}
