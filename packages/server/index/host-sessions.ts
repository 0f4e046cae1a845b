import type { Session } from 'chdb';

/**
 * Sessions of the embedded engine, handed out one holder at a time.
 *
 * Promises: a Session is never shared; one that saw any error is closed and replaced, because the engine leaves a failed
 * query's output in the connection and would put it before the next result. Exports and writes have Sessions of their
 * own, so that long streams never starve pages and pages never starve the indexer.
 * Relies on: all Sessions being on one path (they share one engine in the process).
 */
export type Lane = 'read' | 'export' | 'write' | 'check';

export interface LaneSize {
  sessions: number;
  /** Requests that may wait for a Session; one more is refused. */
  waiting: number;
}

export class LaneFull extends Error {}

interface Waiter {
  resolve(session: Session): void;
  reject(reason: Error): void;
}

interface LaneState {
  size: LaneSize;
  idle: Session[];
  open: number;
  waiters: Waiter[];
}

export class HostSessions {
  readonly #open: () => Session;
  readonly #lanes: Map<Lane, LaneState>;
  /** How often a Session came back from its holder: the engine answered, well or not. */
  returned = 0;

  constructor(open: () => Session, sizes: Record<Lane, LaneSize>) {
    this.#open = open;
    this.#lanes = new Map(Object.entries(sizes).map(([lane, size]) => [lane as Lane, { size, idle: [], open: 0, waiters: [] }]));
  }

  /** Runs `use` with a Session nobody else holds; any rejection discards the Session. Aborting leaves the queue. */
  async with<T>(lane: Lane, signal: AbortSignal, use: (session: Session) => Promise<T>): Promise<T> {
    const state = this.#state(lane);
    const session = await this.#take(state, signal);
    let clean = false;
    try {
      const result = await use(session);
      clean = true;
      return result;
    } finally {
      this.returned += 1;
      this.#giveBack(state, session, clean && session.open);
    }
  }

  /** Closes what is idle; a Session in use closes itself when its holder ends. */
  close(): void {
    for (const state of this.#lanes.values()) {
      state.size = { sessions: 0, waiting: 0 };
      for (const waiter of state.waiters.splice(0)) waiter.reject(new LaneFull('the engine is stopping'));
      for (const session of state.idle.splice(0)) session.close();
    }
  }

  #state(lane: Lane): LaneState {
    const state = this.#lanes.get(lane);
    if (state === undefined) throw new Error(`no such lane: ${lane}`);
    return state;
  }

  #take(state: LaneState, signal: AbortSignal): Promise<Session> {
    signal.throwIfAborted();
    const idle = state.idle.pop();
    if (idle !== undefined) return Promise.resolve(idle);
    if (state.open < state.size.sessions) {
      const session = this.#open();
      state.open += 1;
      return Promise.resolve(session);
    }
    if (state.waiters.length >= state.size.waiting) return Promise.reject(new LaneFull('too many queries wait for the engine'));
    return new Promise((resolve, reject) => {
      const waiter: Waiter = { resolve, reject };
      state.waiters.push(waiter);
      signal.addEventListener('abort', () => {
        const at = state.waiters.indexOf(waiter);
        if (at < 0) return;
        state.waiters.splice(at, 1);
        reject(new Error('aborted while waiting for the engine'));
      });
    });
  }

  #giveBack(state: LaneState, session: Session, clean: boolean): void {
    if (clean && state.open <= state.size.sessions) {
      const waiter = state.waiters.shift();
      if (waiter === undefined) state.idle.push(session);
      else waiter.resolve(session);
      return;
    }
    session.close();
    state.open -= 1;
    const waiter = state.waiters.shift();
    if (waiter === undefined) return;
    try {
      const fresh = this.#open();
      state.open += 1;
      waiter.resolve(fresh);
    } catch (error) {
      waiter.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
