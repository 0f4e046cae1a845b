import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { call } from '../../e2e/api.ts';
import { removeData, setupKey, start, temporaryData, type Running } from '../../e2e/server.ts';
import type { Sink } from '../load/jobs.ts';
import { checkpointSize, headSizes, heldBy, journalBytes, partsOf, type Parts } from '../measure/files.ts';
import { blockUntilDead, parentOf } from '../measure/proc.ts';
import type { Answer, QuestionName, Subject, System } from '../system.ts';
import { answerOf } from './questions.ts';

const readyMs = 600_000;
const settleMs = 3_600_000;
const everyBusyMs = 100;

/** A server of ours on a directory of its own, as the bench drives it: what a client can do, and what files say. */
export class Annals implements System {
  readonly name = 'annals';
  readonly data: string;
  readonly key = setupKey;
  organisations: readonly string[] = [];
  hasHistogram = false;
  #isLeft = false;
  readonly #env: Record<string, string>;
  readonly #agent = new Agent({ keepAlive: true });
  #server: Running;

  private constructor(data: string, env: Record<string, string>, server: Running) {
    this.data = data;
    this.#env = env;
    this.#server = server;
  }

  static async open(env: Record<string, string> = {}): Promise<Annals> {
    const data = temporaryData('annals-bench-');
    try {
      const annals = new Annals(data, env, await start(data, env, { readyMs }));
      const { status } = await call(annals, '/v1/events/histogram?organisation=acme');
      annals.hasHistogram = status === 200;
      return annals;
    } catch (error) {
      removeData(data);
      throw error;
    }
  }

  /** On a directory that was filled before; it stays, whatever becomes of the run. */
  static async openLeft(data: string, env: Record<string, string> = {}): Promise<Annals> {
    const annals = new Annals(data, env, await start(data, env, { setup: false, readyMs }));
    annals.#isLeft = true;
    annals.hasHistogram = true;
    const { organisations } = await annals.get<{ organisations: { id: string; name: string }[] }>('/v1/organisations', {});
    const numbered = organisations.filter(({ name }) => /^Organisation \d+$/.test(name));
    annals.organisations = numbered.toSorted((a, b) => numberOf(a.name) - numberOf(b.name)).map(({ id }) => id);
    return annals;
  }

  get url(): string {
    return this.#server.url;
  }

  /** With a key of its own: the server is fair between keys. */
  async sink(): Promise<Sink> {
    const { status, text, json } = await call<{ token: string }>(this, '/v1/keys', {
      body: { name: 'load', organisation: null, scopes: ['events:write'] },
    });
    if (status !== 201) throw new Error(`making a key was answered ${status}: ${text}`);
    return { kind: 'annals', url: this.url, key: json.token, organisations: this.organisations };
  }

  processes(): Record<string, number[]> {
    const engine = this.#enginePid();
    return { server: [this.#serverPid], ...(engine === null ? {} : { engine: [engine] }) };
  }

  /** The end of what the server wrote on stderr. */
  log(): string {
    return this.#server.log().slice(-4000);
  }

  /** Makes organisations, to be known by their number from then on. */
  async addOrganisations(count: number): Promise<void> {
    const ids: string[] = Array.from({ length: count });
    await this.#eachOf(count, async (at) => {
      const { status, text, json } = await call<{ organisation: { id: string } }>(this, '/v1/organisations', {
        body: { name: `Organisation ${at}` },
      });
      if (status !== 201) throw new Error(`adding an organisation was answered ${status}: ${text}`);
      ids[at] = json.organisation.id;
    });
    this.organisations = ids;
  }

  /** The JSON of a GET that must succeed. */
  get<T>(path: string, parameters: Record<string, string>): Promise<T> {
    return new Promise((resolve, reject) => {
      const outgoing = request(
        `${this.url}${path}?${new URLSearchParams(parameters).toString()}`,
        { agent: this.#agent, headers: { authorization: `Bearer ${this.key}` } },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            if (response.statusCode === 200) resolve(JSON.parse(text) as T);
            else if (response.statusCode === 429 || response.statusCode === 503)
              // Busy: asked again, as a good client does; the time counts.
              setTimeout(() => resolve(this.get<T>(path, parameters)), everyBusyMs);
            else reject(new Error(`GET ${path} answered ${response.statusCode}: ${text}`));
          });
        },
      );
      outgoing.on('error', reject);
      outgoing.end();
    });
  }

  /** Figures of /metrics without labels. */
  async metrics(): Promise<Map<string, number>> {
    const { text } = await call(this, '/metrics');
    return new Map([...text.matchAll(/^(\w+) (\S+)$/gm)].map(([, name = '', value]) => [name, Number(value)]));
  }

  async lagEvents(): Promise<number> {
    return (await this.metrics()).get('annals_index_lag_events') ?? Number.NaN;
  }

  /** Resolves when everything recorded can be found. */
  async whenIndexed(): Promise<void> {
    await this.#until('the index did not catch up', 50, async () => (await this.lagEvents()) === 0);
  }

  /** Resolves when signed checkpoints cover everything recorded. */
  async whenSealed(): Promise<void> {
    await this.#until('the checkpoints did not cover everything', 100, () => Promise.resolve(this.unsealedEvents() <= 0));
  }

  /** Events in the trees of all organisations that no published checkpoint covers. */
  unsealedEvents(): number {
    const sizes = headSizes(this.data);
    return [...sizes].reduce((sum, [organisation, size]) => sum + size - checkpointSize(this.data, organisation), 0);
  }

  /** Indexed, and nothing was merged or closed for a while. */
  async settle(quietMs: number): Promise<void> {
    await this.whenIndexed();
    let last = '';
    let sinceMs = performance.now();
    await this.#until('merges did not end', 500, () => {
      const state = JSON.stringify([this.parts(), heldBy(join(this.data, 'segments')).files]);
      if (state !== last) sinceMs = performance.now();
      last = state;
      return Promise.resolve(performance.now() - sinceMs > quietMs);
    });
  }

  parts(): Parts {
    return partsOf(join(this.data, 'index'));
  }

  async count(): Promise<number> {
    let count = 0;
    await this.#eachOf(this.organisations.length, async (at) => {
      const { total } = await this.get<{ total: { value: number } }>('/v1/events', {
        organisation: this.organisations[at]!,
        q: '-producer:annals',
        limit: '1',
        total: 'exact',
      });
      count += total.value;
    });
    return count;
  }

  /** Every copy; pages and parts that hold nothing any more are named apart and not in the total. */
  bytes(): Promise<Record<string, number>> {
    const journal = journalBytes(this.data);
    const copies = {
      index: this.parts().bytes,
      'segment bodies': this.#bytesIn('bodies'),
      tiles: this.#bytesIn('tile'),
      ids: journal.ids,
      'journal, not yet in a segment': journal.waiting,
      'lists, checkpoints, heads':
        this.#bytesIn('list.jsonl') + this.#bytesIn('checkpoint') + heldBy(join(this.data, 'signed')).bytes + journal.other,
    };
    const total = Object.values(copies).reduce((sum, bytes) => sum + bytes, 0);
    return Promise.resolve({ ...copies, total, 'to be reused or removed': journal.free + this.parts().outdatedBytes });
  }

  prepare(question: QuestionName, subject: Subject): Promise<() => Promise<Answer | null>> {
    return answerOf(question, this, subject);
  }

  exportCsv(subject: Subject): Promise<{ rows: number; bytes: number }> {
    return new Promise((resolve, reject) => {
      const outgoing = request(
        `${this.url}/v1/exports/csv?organisation=${this.organisations[subject.organisation]}`,
        { headers: { authorization: `Bearer ${this.key}` } },
        (response) => {
          if (response.statusCode !== 200) return reject(new Error(`the export was answered ${response.statusCode}`));
          let rows = -1;
          let bytes = 0;
          response.on('data', (chunk: Buffer) => {
            bytes += chunk.length;
            for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, at + 1)) rows++;
          });
          response.on('error', reject);
          response.on('end', () => resolve({ rows, bytes }));
        },
      );
      outgoing.on('error', reject);
      outgoing.end();
    });
  }

  /** Stops the engine's process as it stands: events are recorded and nothing is indexed. */
  pauseIndex(): void {
    this.#signalEngine('SIGSTOP');
  }

  resumeIndex(): void {
    this.#signalEngine('SIGCONT');
  }

  /** Stops and starts again, on the same port; how long the start took until the server was ready, in ms. */
  async restart(): Promise<number> {
    const { host } = new URL(this.url);
    await this.#server.stop();
    this.#agent.destroy();
    const startedMs = performance.now();
    this.#server = await start(this.data, { ...this.#env, ANNALS_LISTEN: host }, { setup: false, readyMs });
    return performance.now() - startedMs;
  }

  async remove(): Promise<void> {
    await this.leave();
    removeData(this.data);
  }

  /** Stops and leaves its directory as it is. */
  async leave(): Promise<void> {
    this.#agent.destroy();
    await this.#server.stop();
  }

  kill(): void {
    // A stopped engine would not notice that its parent is gone.
    const engine = this.#enginePid();
    this.#server.child.kill('SIGKILL');
    if (engine !== null) process.kill(engine, 'SIGKILL');
    // Else they would make files anew in the directory that is being removed.
    for (const pid of [this.#serverPid, engine ?? 0]) blockUntilDead(pid);
    if (!this.#isLeft) removeData(this.data);
  }

  get #serverPid(): number {
    return this.#server.child.pid ?? 0;
  }

  /** The number in the file could be anybody's by now: only a child of our server is ours. */
  #enginePid(): number | null {
    try {
      const pid = Number(readFileSync(join(this.data, 'run', 'engine.pid'), 'utf8'));
      return parentOf(pid) === this.#serverPid ? pid : null;
    } catch {
      // The engine is not there yet, or stopped.
      return null;
    }
  }

  #signalEngine(signal: NodeJS.Signals): void {
    const pid = this.#enginePid();
    if (pid !== null) process.kill(pid, signal);
  }

  #bytesIn(name: string): number {
    return this.#organisationDirectories().reduce((sum, directory) => sum + heldBy(join(directory, name)).bytes, 0);
  }

  #organisationDirectories(): string[] {
    return this.organisations.map((organisation) => join(this.data, 'segments', organisation));
  }

  async #eachOf(count: number, run: (at: number) => Promise<void>): Promise<void> {
    let next = 0;
    const lane = async (): Promise<void> => {
      for (let at = next++; at < count; at = next++) await run(at);
    };
    await Promise.all(Array.from({ length: Math.min(8, count) }, lane));
  }

  async #until(failure: string, everyMs: number, isDone: () => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + settleMs;
    for (;;) {
      const askedMs = performance.now();
      if (await isDone()) return;
      if (askedMs > deadline) throw new Error(`${failure} in ${settleMs / 60_000} minutes`);
      // Asking must not take the machine from the server: looking at ten thousand files is work.
      await sleep(Math.max(everyMs, 10 * (performance.now() - askedMs)));
    }
  }
}

function numberOf(name: string): number {
  return Number(name.split(' ').at(-1));
}
