import { AnnalsClient, type EventToRecord } from '@annals/client';

/** One process of the demo: how it talks to Annals, to the product and to the one that started it. */
export interface Player {
  /** Slug or id of the organisation this process plays in. */
  organisation: string;
  /** Number of the company in `world.ts`. */
  company: number;
  report(event: EventToRecord): Promise<void>;
  /** Waits, and cuts the wait short when the play ends. */
  pause(ms: number): Promise<void>;
  readonly ended: boolean;
}

/** What a process is told by its environment: the demo speaks to Annals as any product would, by address and key. */
export function openPlayer(role: string): Player {
  const env = process.env;
  const client = new AnnalsClient({ url: env['ANNALS_URL'] ?? '', key: env['ANNALS_KEY'], userAgent: `annals-demo-${role}` });
  const organisation = env['DEMO_ORGANISATION'] ?? '';
  const ending = new AbortController();
  let sequence = 0;
  process.on('message', () => ending.abort());
  // Nobody is left to play for.
  process.on('disconnect', () => process.exit(0));
  // Ctrl-C reaches every process of the terminal; the one that started us says when to end.
  process.on('SIGINT', () => undefined);
  return {
    organisation,
    company: Number(env['DEMO_COMPANY'] ?? '0'),
    async report(event) {
      const producer = { name: `demo-${role}`, pid: process.pid, sequence: sequence++ };
      const { receipts } = await client.record([{ organisation, producer, ...event }]);
      for (const { problem } of receipts)
        if (problem) console.error(`demo-${role}: ${event.event} was rejected: ${problem.detail} ${JSON.stringify(problem.errors)}`);
    },
    pause: (ms) =>
      new Promise((resolve) => {
        if (ending.signal.aborted) return resolve();
        const timer = setTimeout(resolve, ms);
        ending.signal.addEventListener('abort', () => {
          clearTimeout(timer);
          resolve();
        });
      }),
    get ended() {
      return ending.signal.aborted;
    },
  };
}

/** Tells the one that started us, when there is one. */
export function tell(message: object): void {
  process.send?.(message);
}
