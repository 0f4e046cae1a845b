import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../base/exit.ts';
import type { TreeHead } from '../journal/reader.ts';
import { LedgerDamaged } from '../segments/damaged.ts';
import { OrganisationSealer, type SealerParts } from './organisation-sealer.ts';
import { RolledBack } from './signed-state.ts';

const busyMs = 20;

/** The sealers of all organisations, each used by one at a time: signing and closing write the same files. */
export class OrganisationSealers {
  readonly #parts: SealerParts;
  readonly #onRolledBack: (organisation: string, reason: string) => void | Promise<void>;
  readonly #loaded = new Map<string, OrganisationSealer>();
  readonly #refused = new Set<string>();
  readonly #inUse = new Set<string>();

  /** `onRolledBack`: the organisation must take no more events; said once until {@link start}. */
  constructor(parts: SealerParts, onRolledBack: (organisation: string, reason: string) => void | Promise<void>) {
    this.#parts = parts;
    this.#onRolledBack = onRolledBack;
  }

  get loaded(): ReadonlyMap<string, OrganisationSealer> {
    return this.#loaded;
  }

  get refused(): number {
    return this.#refused.size;
  }

  /** `busy`: somebody else uses it; ask again. `refused`: what is there does not extend what was signed. Other errors are thrown. */
  async use<T>(organisation: string, work: (sealer: OrganisationSealer) => Promise<T>): Promise<T | 'busy' | 'refused'> {
    if (this.#refused.has(organisation)) return 'refused';
    if (this.#inUse.has(organisation)) return 'busy';
    this.#inUse.add(organisation);
    try {
      let sealer = this.#loaded.get(organisation);
      if (!sealer) {
        sealer = await OrganisationSealer.load(this.#parts, organisation);
        this.#loaded.set(organisation, sealer);
      }
      return await work(sealer);
    } catch (error) {
      // What a failed write left on disk is only known by reading it anew.
      this.#loaded.delete(organisation);
      if (!(error instanceof RolledBack || error instanceof LedgerDamaged)) throw notSealed(organisation, error);
      await this.#onRolledBack(organisation, error.message);
      this.#refused.add(organisation);
      return 'refused';
    } finally {
      this.#inUse.delete(organisation);
    }
  }

  /**
   * Runs `work`, which rewrites or removes what segments hold of the organisation, while nobody signs or closes there.
   * Its list is another one then: the next use reads it anew.
   */
  async rewriting<T>(organisation: string, work: () => Promise<T>): Promise<T> {
    while (this.#inUse.has(organisation)) await sleep(busyMs);
    this.#inUse.add(organisation);
    try {
      return await work();
    } finally {
      this.#loaded.delete(organisation);
      this.#inUse.delete(organisation);
    }
  }

  /** As {@link rewriting}, for the last time: nobody uses the organisation afterwards, which would make its key anew. */
  async dissolve(organisation: string, work: () => Promise<void>): Promise<void> {
    await this.rewriting(organisation, async () => {
      this.#refused.add(organisation);
      await work();
    });
  }

  /** Signs and closes everything the organisation has, however little it is; raises when it is refused. */
  async sealNow(organisation: string, head: TreeHead, signal: AbortSignal): Promise<void> {
    for (;;) {
      const done = await this.use(organisation, async (sealer) => {
        await sealer.sign(head, true);
        while (!signal.aborted && (await sealer.close({ all: true }))) continue;
      });
      if (done === 'refused') throw new RolledBack('the organisation takes no events, and nothing of it can be sealed');
      if (done !== 'busy') return;
      await sleep(busyMs);
    }
  }

  /** Reads the organisation anew, refused before or not; nobody uses it meanwhile. */
  async start(organisation: string): Promise<OrganisationSealer> {
    this.#loaded.delete(organisation);
    this.#refused.delete(organisation);
    const sealer = await OrganisationSealer.load(this.#parts, organisation);
    this.#loaded.set(organisation, sealer);
    return sealer;
  }
}

/** Errors of the file system may name no file; whoever is woken by this must know where to look. */
function notSealed(organisation: string, cause: unknown): Error {
  return new Error(
    `${messageOf(cause)}, while sealing organisation ${organisation}: look at segments/${organisation} and signed/${organisation}. Its events are on disk in the journal; the next run tries again.`,
    { cause },
  );
}
