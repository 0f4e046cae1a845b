import { readFileSync } from 'node:fs';
import type { Access } from '../access/access.ts';
import type { Background } from '../background/start.ts';
import { ClockWatch } from '../base/clock-watch.ts';
import type { DiskWatch } from '../base/disk-watch.ts';
import { errorCode, messageOf } from '../base/exit.ts';
import type { Engine } from '../index/engine.ts';
import type { JournalGauges } from '../journal/open.ts';
import type { TaskRunner } from '../tasks.ts';
import type { HealthFacts } from './facts.ts';

export interface HealthSources {
  journal: { gauges(): JournalGauges };
  queueLimitBytes: number;
  disk: DiskWatch;
  engine: Pick<Engine, 'state' | 'starts' | 'lastError' | 'pid' | 'pulse'>;
  background: Pick<Background, 'gauges' | 'statuses'>;
  tasks: Pick<TaskRunner, 'statuses'>;
  access: Pick<Access, 'control' | 'organisations'>;
  /** Organisations that take no events, and why. */
  refused: ReadonlyMap<string, string>;
}

const clockMs = 5_000;
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };

/** Asks every part how it is. Costs one small query of control.db; waits for nothing that could be down. */
export class HealthGatherer {
  readonly #sources: HealthSources;
  readonly #clock = new ClockWatch();
  readonly #timer: NodeJS.Timeout;

  constructor(sources: HealthSources) {
    this.#sources = sources;
    this.#timer = setInterval(() => this.#clock.look(), clockMs).unref();
  }

  async facts(): Promise<HealthFacts> {
    const { access, background, disk, engine, journal, queueLimitBytes, refused, tasks } = this.#sources;
    const { waiting, controlError } = await this.#ownEvents();
    this.#clock.look();
    return {
      version,
      nowMs: Date.now(),
      startedMs: performance.timeOrigin,
      journal: { ...journal.gauges(), queueLimitBytes },
      disk: disk.state(),
      engine: {
        state: engine.state,
        starts: engine.starts,
        lastError: engine.lastError,
        residentBytes: residentBytes(engine.pid),
        silentMs: engine.pulse.isSilent ? engine.pulse.silentMs : 0,
      },
      background: background.gauges(),
      organisations: access.organisations.all().length,
      refused: [...refused].map(([organisation, reason]) => ({
        organisation,
        name: access.organisations.find(organisation)?.name ?? '',
        reason,
      })),
      ownEvents: { waiting: waiting.events, oldestMs: waiting.oldestAt === null ? null : Date.parse(waiting.oldestAt) },
      controlError,
      clock: { jumps: this.#clock.jumps, last: this.#clock.last },
      serverBytes: process.memoryUsage.rss(),
      tasks: [...tasks.statuses(), ...background.statuses()],
    };
  }

  /** A control store that cannot be read is a fact like others: whoever asks how things are must hear it. */
  async #ownEvents(): Promise<{ waiting: { events: number; oldestAt: string | null }; controlError: string | null }> {
    try {
      return { waiting: await this.#sources.access.control.ownEvents.waiting(), controlError: null };
    } catch (error) {
      return { waiting: { events: 0, oldestAt: null }, controlError: messageOf(error) };
    }
  }

  close(): void {
    clearInterval(this.#timer);
  }
}

/** Null where the system does not tell it, or the process is gone. */
function residentBytes(pid: number | null): number | null {
  if (pid === null) return null;
  try {
    const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
    return kib === undefined ? null : Number(kib) * 1024;
  } catch (error) {
    if (errorCode(error) !== null) return null;
    throw error;
  }
}
