import { cpuMs, proportionalBytes, residentBytes } from './proc.ts';

/** What processes took while something ran: CPU by name, and the most memory at a time. */
export interface Usage {
  /** CPU by name of process. */
  cpuMs: Record<string, number>;
  /** Highest memory of each, by the kernel's own high-water mark where one process stands alone. */
  peakBytes: Record<string, number>;
  /** Highest sum at a time. */
  peakTogetherBytes: number;
}

const everyMs = 250;

/** Processes that share memory, as PostgreSQL's do, are given as one name with many ids: shared pages then count once. */
export class UsageWatch {
  readonly #processes: () => Record<string, number[]>;
  readonly #before = new Map<number, number>();
  readonly #last = new Map<number, { name: string; ms: number }>();
  readonly #peaks: Record<string, number> = {};
  readonly #timer: NodeJS.Timeout;
  #together = 0;

  constructor(processes: () => Record<string, number[]>) {
    this.#processes = processes;
    for (const pids of Object.values(processes())) for (const pid of pids) this.#before.set(pid, cpuMs(pid));
    this.#look();
    this.#timer = setInterval(() => this.#look(), everyMs);
  }

  end(): Usage {
    clearInterval(this.#timer);
    this.#look();
    const cpu: Record<string, number> = {};
    for (const [pid, { name, ms }] of this.#last) cpu[name] = (cpu[name] ?? 0) + ms - (this.#before.get(pid) ?? 0);
    for (const [name, pids] of Object.entries(this.#processes()))
      if (pids.length === 1) this.#peaks[name] = Math.max(this.#peaks[name] ?? 0, residentBytes(pids[0]!).peak);
    return { cpuMs: cpu, peakBytes: this.#peaks, peakTogetherBytes: this.#together };
  }

  #look(): void {
    let together = 0;
    for (const [name, pids] of Object.entries(this.#processes())) {
      for (const pid of pids) this.#last.set(pid, { name, ms: Math.max(cpuMs(pid), this.#last.get(pid)?.ms ?? 0) });
      const bytes = pids.length === 1 ? residentBytes(pids[0]!).now : proportionalBytes(pids);
      this.#peaks[name] = Math.max(this.#peaks[name] ?? 0, bytes);
      together += bytes;
    }
    this.#together = Math.max(this.#together, together);
  }
}
